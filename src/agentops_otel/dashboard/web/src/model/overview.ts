/** An overview of a session's spans: where it failed first, what ran, what took long. */

import { endOf, type SpanTable } from "./spans";
import type { Tree } from "./tree";

/** Return the rows with status error, in display order. */
export function errorRows(table: SpanTable, tree: Tree): number[] {
  return Array.from(tree.order.filter((row) => table.statuses[row] === "error"));
}

/** Return the rows of model calls in display order; of two spans of one call the outer one. */
export function callRows(table: SpanTable, tree: Tree): number[] {
  const isCall = (row: number) => row >= 0 && table.kindOf(row) === "llm";
  return Array.from(tree.order.filter((row) => isCall(row) && !isCall(tree.parent[row] as number)));
}

/** Return the failed rows by end; of those that ended together, the innermost first. */
export function errorRowsByEnd(table: SpanTable, tree: Tree): number[] {
  const depth = (row: number) => tree.depth[row] as number;
  return errorRows(table, tree).sort(
    (a, b) => endOf(table, a) - endOf(table, b) || depth(b) - depth(a),
  );
}

/** Return, by row, how many spans strictly below it failed. */
export function errorsBelow(table: SpanTable, tree: Tree): Int32Array {
  const below = new Int32Array(table.count);
  for (const row of tree.order.toReversed()) {
    const above = tree.parent[row] as number;
    if (above < 0) continue;
    const own = table.statuses[row] === "error" ? 1 : 0;
    below[above] = (below[above] as number) + (below[row] as number) + own;
  }
  return below;
}

export interface KindTotal {
  kind: string;
  count: number;
  errorCount: number;
  /** Sum of the spans' self times: nested spans count once, parallel ones in full. */
  durationNs: number;
}

/** Total the spans by operation kind, most time first. */
export function kindTotals(table: SpanTable, self: Float64Array): KindTotal[] {
  const totals = new Map<string, KindTotal>();
  for (let row = 0; row < table.spanCount; row++) {
    const kind = table.kindOf(row);
    const total = totals.get(kind) ?? { kind, count: 0, errorCount: 0, durationNs: 0 };
    total.count++;
    total.durationNs += self[row] || 0;
    if (table.statuses[row] === "error") total.errorCount++;
    totals.set(kind, total);
  }
  return [...totals.values()].sort((a, b) => b.durationNs - a.durationNs);
}

/**
 * Return the self time of each span: the time in which none of its children ran. NaN for a missing
 * span and for one whose start or end is unknown.
 */
export function selfTimes(table: SpanTable, tree: Tree): Float64Array {
  const self = Float64Array.from(table.durations);
  const covered = new Float64Array(table.count).fill(Number.NEGATIVE_INFINITY);
  for (const row of tree.order) {
    const above = tree.parent[row] as number;
    if (above < 0) continue;
    const start = Math.max(
      table.starts[row] as number,
      table.starts[above] as number,
      covered[above] as number,
    );
    const end = Math.min(endOf(table, row), endOf(table, above));
    if (end <= start) continue;
    self[above] = (self[above] as number) - (end - start);
    covered[above] = end;
  }
  for (const row of [...table.unstarted, ...table.unended]) self[row] = Number.NaN;
  return self.fill(Number.NaN, table.spanCount);
}

/** Return the rows with the most self time, longest first. */
export function slowestRows(self: Float64Array, count: number): number[] {
  const slowest: number[] = [];
  self.forEach((time, row) => {
    if (Number.isNaN(time)) return;
    const last = slowest[count - 1];
    if (last !== undefined && time <= (self[last] as number)) return;
    const place = slowest.findIndex((each) => (self[each] as number) < time);
    slowest.splice(place < 0 ? slowest.length : place, 0, row);
    slowest.length = Math.min(slowest.length, count);
  });
  return slowest;
}
