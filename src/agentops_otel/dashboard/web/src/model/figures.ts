/** What each span and all below it took: tokens and cost. */

import type { Operation } from "./operation";
import { findRow, type SpanTable } from "./spans";
import type { Tree } from "./tree";

export interface Figures {
  /** Tokens in and out by row, itself and all below; NaN where none is known. */
  tokens: Float64Array;
  /** US dollars by row, likewise. */
  costs: Float64Array;
}

/** A call that two spans tell of counts once: on the span that tells most. */
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

/** By row of a streamed call: nanoseconds from its start to the first chunk of the answer. */
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

/** The figures of several rows together. */
export function sumOf(sums: Float64Array, rows: readonly number[]): number {
  const known = rows.map((row) => sums[row] ?? Number.NaN).filter((sum) => !Number.isNaN(sum));
  return known.length === 0 ? Number.NaN : known.reduce((sum, each) => sum + each, 0);
}

function add(sums: Float64Array, row: number, amount: number | null): void {
  if (amount === null || Number.isNaN(amount)) return;
  const before = sums[row] as number;
  sums[row] = Number.isNaN(before) ? amount : before + amount;
}
