/** A session that runs has spans that have not ended; of these only their children are known. */

import type { SpanTable } from "./spans";

const RUNNING = "running span";
const RUNNING_KIND = "running";

/**
 * The table of a session that runs: a parent that is not in it is taken to last as long as anything
 * is known, because a span is sent when it ends.
 */
export function whileRunning(table: SpanTable): SpanTable {
  if (table.count === table.spanCount) return table;
  const isParent = (row: number) => row >= table.spanCount;
  return {
    ...table,
    durations: table.durations.map((duration, row) =>
      isParent(row) ? table.endNs - (table.starts[row] as number) : duration,
    ),
    nameOf: (row) => (isParent(row) ? RUNNING : table.nameOf(row)),
    kindOf: (row) => (isParent(row) ? RUNNING_KIND : table.kindOf(row)),
  };
}

export function isRunning(table: SpanTable, row: number): boolean {
  return table.kindOf(row) === RUNNING_KIND;
}

/** When a span started, in nanoseconds since the epoch. */
export function startOf(table: SpanTable, row: number): bigint {
  return table.baseNs + BigInt(Math.round(table.starts[row] as number));
}
