/**
 * The spans that determine the session's length: had one of them been shorter, so had the session.
 * Found by walking back from the end: what a span waited for last is its child that ended last
 * before that point, and so on, down and back to the start.
 */

import { endOf, type SpanTable } from "./spans";
import type { Tree } from "./tree";

export function criticalPath(table: SpanTable, tree: Tree): Set<number> {
  const children = childrenByEnd(table, tree);
  const path = new Set<number>();
  const last = lastToEnd(table, tree);
  const waiting: [row: number, until: number][] = last < 0 ? [] : [[last, endOf(table, last)]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [row, until] = next;
    path.add(row);
    let cursor = until;
    for (const child of children.get(row) ?? []) {
      const start = table.starts[child] as number;
      if (endOf(table, child) > cursor || start >= cursor) continue;
      waiting.push([child, endOf(table, child)]);
      cursor = start;
    }
  }
  return path;
}

function lastToEnd(table: SpanTable, tree: Tree): number {
  let last = -1;
  for (const row of tree.order) {
    const isRoot = (tree.parent[row] as number) < 0;
    if (isRoot && (last < 0 || endOf(table, row) > endOf(table, last))) last = row;
  }
  return last;
}

function childrenByEnd(table: SpanTable, tree: Tree): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const row of tree.order) {
    const above = tree.parent[row] as number;
    const siblings = children.get(above);
    if (siblings) siblings.push(row);
    else children.set(above, [row]);
  }
  for (const siblings of children.values()) {
    siblings.sort((a, b) => endOf(table, b) - endOf(table, a));
  }
  return children;
}
