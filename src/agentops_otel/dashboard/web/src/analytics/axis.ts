/** The look of the axes of all charts. */

/** Room for the labels of values, equal in all charts, so that they line up. */
export const GUTTER_PX = 62;
/** Room right of the last value, and above and below the drawing. */
export const RIGHT_PX = 8;
export const TOP_PX = 6;
export const BELOW_PX = 30;
export const HEIGHT_PX = 190;

export const AXIS = {
  tick: { fontSize: 11, fill: "var(--text-muted)" },
  tickLine: false,
} as const;
