/** A list that refreshes without moving: rows stay where they are, new ones wait to be let in. */

interface Held<T> {
  /** The rows on display, in the order they were let in, each as last heard of. */
  rows: T[];
  /** Ids of rows on display that are no longer in the list: deleted, or not of the filter now. */
  gone: ReadonlySet<string>;
  /** Rows of the newest answer that are not on display. */
  arrivals: number;
}

export function hold<T extends { id: string }>(shown: readonly T[], fresh: readonly T[]): Held<T> {
  if (shown.length === 0) return { rows: [...fresh], gone: new Set(), arrivals: 0 };
  const freshById = new Map(fresh.map((row) => [row.id, row]));
  const shownIds = new Set(shown.map((row) => row.id));
  // Arrivals push rows off the end of an answer; what misses from before its last row is gone.
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
