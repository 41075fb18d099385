/** How the axes of all charts look. */

/** Room for the labels of values, one width for all, so that charts below each other line up. */
export const GUTTER_PX = 62;

export const AXIS = {
  tick: { fontSize: 11, fill: "var(--text-muted)" },
  tickLine: false,
} as const;
