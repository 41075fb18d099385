/** Tokens and cost of each span with its descendants. */

import type { Operation } from "./operation";
import { findRow, type SpanTable } from "./spans";
import type { Tree } from "./tree";

export interface Figures {
  /** Input and output tokens by row, descendants included; NaN where none are known. */
  tokens: Float64Array;
  /** US dollars by row, descendants included; NaN where none are known. */
  costs: Float64Array;
}

/** Sum up the operations by row. A call described by two spans counts once, on the fuller one. */
export function sumFigures(
  table: SpanTable,
  tree: Tree,
  operations: readonly Operation[],
): Figures {
  const tokens = new Float64Array(table.count).fill(Number.NaN);
  const costs = new Float64Array(table.count).fill(Number.NaN);
  for (const { spanIds, traceId, inputTokens, outputTokens, costUsd } of operations) {
    const row = spanIds.map((id) => findRow(table, id, traceId)).find((found) => found >= 0);
    if (row === undefined) continue;
    add(tokens, row, inputTokens);
    add(tokens, row, outputTokens);
    add(costs, row, costUsd);
  }
  for (let index = tree.order.length - 1; index >= 0; index--) {
    const row = tree.order[index] as number;
    const above = tree.parent[row] as number;
    if (above < 0) continue;
    add(tokens, above, tokens[row] as number);
    add(costs, above, costs[row] as number);
  }
  return { tokens, costs };
}

/** Return, by row of a streamed call, nanoseconds from its start to the answer's first chunk. */
export function firstChunksOf(
  operations: readonly Operation[],
  table: SpanTable,
): ReadonlyMap<number, number> {
  const chunks = new Map<number, number>();
  for (const { spanIds, traceId, firstChunkNs } of operations) {
    if (firstChunkNs === null) continue;
    for (const id of spanIds) chunks.set(findRow(table, id, traceId), firstChunkNs);
  }
  return chunks;
}

/** Add up the figures of several rows. */
export function sumOf(sums: Float64Array, rows: readonly number[]): number {
  const known = rows.map((row) => sums[row] ?? Number.NaN).filter((sum) => !Number.isNaN(sum));
  return known.length === 0 ? Number.NaN : known.reduce((sum, each) => sum + each, 0);
}

function add(sums: Float64Array, row: number, amount: number | null): void {
  if (amount === null || Number.isNaN(amount)) return;
  const before = sums[row] as number;
  sums[row] = Number.isNaN(before) ? amount : before + amount;
}
