/** A list that refreshes without moving: rows stay where they are, new ones wait to be let in. */

export interface Held<T> {
  /** The rows on display, in the order they were let in, each as last heard of. */
  rows: T[];
  /** Rows of the newest answer that are not on display. */
  arrivals: number;
}

export function hold<T extends { id: string }>(shown: readonly T[], fresh: readonly T[]): Held<T> {
  if (shown.length === 0) return { rows: [...fresh], arrivals: 0 };
  const freshById = new Map(fresh.map((row) => [row.id, row]));
  const rows = shown.map((row) => freshById.get(row.id) ?? row);
  const shownIds = new Set(shown.map((row) => row.id));
  return { rows, arrivals: fresh.filter((row) => !shownIds.has(row.id)).length };
}
