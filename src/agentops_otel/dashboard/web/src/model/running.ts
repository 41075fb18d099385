/** The spans of a running session: some have not ended, some are known only by their children. */

import { isMissing, type SpanTable } from "./spans";

const RUNNING = "running span";
const RUNNING_KIND = "running";

/**
 * Return the table of a running session. A span that has not ended lasts until the last known time,
 * and so does a parent that is missing, because a span is sent when it ends.
 */
export function whileRunning(table: SpanTable): SpanTable {
  if (table.count === table.spanCount && table.unended.size === 0) return table;
  const isParent = (row: number) => row >= table.spanCount;
  const rows = Array.from(table.durations.keys());
  const open = new Set(rows.filter((row) => isParent(row) || table.unended.has(row)));
  return {
    ...table,
    open,
    durations: table.durations.map((duration, row) =>
      open.has(row) ? table.endNs - (table.starts[row] as number) : duration,
    ),
    nameOf: (row) => (isParent(row) ? RUNNING : table.nameOf(row)),
    kindOf: (row) => (isParent(row) ? RUNNING_KIND : table.kindOf(row)),
  };
}

export function isRunning({ open }: SpanTable, row: number): boolean {
  return open.has(row);
}

/** Return whether a row stands for a parent that is not (yet) in the session. */
export function isAbsent(table: SpanTable, row: number): boolean {
  return isMissing(table, row) || table.kindOf(row) === RUNNING_KIND;
}

/** Return when a span started, in nanoseconds since the epoch. */
export function startOf(table: SpanTable, row: number): bigint {
  return table.baseNs + BigInt(Math.round(table.starts[row] as number));
}
