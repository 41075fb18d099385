/** Where a session's failure began: the failed span that was neither caught nor retried. */

import { errorRows } from "./overview";
import { endOf, type SpanTable } from "./spans";
import type { Tree } from "./tree";

export interface Failure {
  row: number;
  /** Whether the session went on: the caller did not fail, or the same was tried again. */
  isOvercome: boolean;
}

/**
 * Return the failure that a reader wants to see first, or null.
 *
 * An error propagates from callee to caller: it began at a failed span without a failed child. If
 * not all of its callers failed, it was caught. If a sibling of the same name started after it, it
 * was retried. A caught or retried failure is returned only where there is no other. Of several
 * candidates, the one that ended first.
 */
export function firstFailure(table: SpanTable, tree: Tree): Failure | null {
  const failed = errorRows(table, tree);
  const again = failed.length > 0 ? triedAgain(table, tree, failed) : new Set();
  // Callers come before their callees in `failed`.
  const fatal = new Set<number>();
  for (const row of failed) {
    const above = tree.parent[row] as number;
    const isHandedUp = above < 0 || above >= table.spanCount || fatal.has(above);
    if (isHandedUp && !again.has(row)) fatal.add(row);
  }
  const row = firstOf([...fatal], table, tree);
  if (row >= 0) return { row, isOvercome: false };
  const caught = firstOf(failed, table, tree);
  return caught < 0 ? null : { row: caught, isOvercome: true };
}

/** Of the rows without a child among `rows`, return the one that ended first, or -1. */
function firstOf(rows: readonly number[], table: SpanTable, tree: Tree): number {
  const handedUp = new Set(rows.map((row) => tree.parent[row] as number));
  return rows
    .filter((row) => !handedUp.has(row))
    .reduce(
      (first, row) => (first < 0 || endOf(table, row) < endOf(table, first) ? row : first),
      -1,
    );
}

/** Return the failed rows after whose end a sibling of the same name started. */
function triedAgain(table: SpanTable, tree: Tree, failed: readonly number[]): Set<number> {
  const keyOf = (row: number) => `${tree.parent[row]} ${table.nameOf(row)}`;
  const latest = new Map(failed.map((row) => [keyOf(row), Number.NEGATIVE_INFINITY]));
  for (let row = 0; row < table.spanCount; row++) {
    const key = keyOf(row);
    const before = latest.get(key);
    if (before !== undefined) latest.set(key, Math.max(before, table.starts[row] as number));
  }
  return new Set(failed.filter((row) => (latest.get(keyOf(row)) as number) >= endOf(table, row)));
}
