/** A list that refreshes without moving: rows stay in place; new ones wait to be shown. */

interface Held<T> {
  /** The rows on display, in the order they were added, each in its newest version. */
  rows: T[];
  /** Ids of rows on display that have left the list: deleted, or no longer matching the filter. */
  gone: ReadonlySet<string>;
  /** Number of rows in the newest answer that are not on display. */
  arrivals: number;
}

export function hold<T extends { id: string }>(shown: readonly T[], fresh: readonly T[]): Held<T> {
  if (shown.length === 0) return { rows: [...fresh], gone: new Set(), arrivals: 0 };
  const freshById = new Map(fresh.map((row) => [row.id, row]));
  const shownIds = new Set(shown.map((row) => row.id));
  // New rows push others off the end of an answer; only rows missing before its last row are gone.
  const lastKnown = shown.findLastIndex((row) => freshById.has(row.id));
  const isWhole = fresh.length < shown.length;
  const gone = shown.filter(
    ({ id }, index) => !freshById.has(id) && (index < lastKnown || isWhole),
  );
  return {
    rows: shown.map((row) => freshById.get(row.id) ?? row),
    gone: new Set(gone.map(({ id }) => id)),
    arrivals: fresh.filter((row) => !shownIds.has(row.id)).length,
  };
}
