/**
 * The shape of a session: spans under their parents, as typed arrays indexed by row.
 *
 * Telemetry may be broken. A row that is its own parent, or whose ancestors form a ring, is not
 * lost: the ring is cut above its earliest span, which becomes a root. Nothing here recurses, so
 * depth cannot overflow the stack.
 */

export interface Tree {
  /** Rows in display order: each parent before its children, siblings by start. */
  order: Int32Array;
  /** Index of each row in `order`. */
  position: Int32Array;
  /** Row of the parent after rings were cut, or -1. */
  parent: Int32Array;
  depth: Int32Array;
  /** Number of rows in the subtree, including the row itself. */
  size: Int32Array;
}

const trees = new WeakMap<Rows, Tree>();

interface Rows {
  parents: Int32Array;
  starts: Float64Array;
}

/** Return the tree over a table of spans, built once. */
export function treeOf(rows: Rows): Tree {
  const known = trees.get(rows) ?? buildTree(rows.parents, rows.starts);
  trees.set(rows, known);
  return known;
}

export function buildTree(parents: Int32Array, starts: Float64Array): Tree {
  const byStart = rowsByStart(starts);
  const parent = withoutRings(parents, byStart);
  const { firstChild, nextSibling, firstRoot } = linkChildren(parent, byStart);
  return walk(parent, firstChild, nextSibling, firstRoot);
}

/** A plain array sorts ordered input fast, as spans mostly are; a typed array does not. */
function rowsByStart(starts: Float64Array): number[] {
  const rows = Array.from(starts.keys());
  return rows.sort((a, b) => (starts[a] as number) - (starts[b] as number) || a - b);
}

function withoutRings(parents: Int32Array, byStart: readonly number[]): Int32Array {
  const count = parents.length;
  const parent = parents.map((row) => (row >= 0 && row < count ? row : -1));
  const rank = new Int32Array(count);
  byStart.forEach((row, index) => {
    rank[row] = index;
  });
  // 0: not visited; otherwise the number of the climb that visited the row.
  const seenBy = new Int32Array(count);
  for (let start = 0; start < count; start++) {
    if (seenBy[start]) continue;
    const climb = start + 1;
    let row = start;
    while (row >= 0 && !seenBy[row]) {
      seenBy[row] = climb;
      row = parent[row] as number;
    }
    if (row >= 0 && seenBy[row] === climb) parent[earliestOfRing(parent, rank, row)] = -1;
  }
  return parent;
}

function earliestOfRing(parent: Int32Array, rank: Int32Array, onRing: number): number {
  let earliest = onRing;
  for (let row = parent[onRing] as number; row !== onRing; row = parent[row] as number) {
    if ((rank[row] as number) < (rank[earliest] as number)) earliest = row;
  }
  return earliest;
}

function linkChildren(parent: Int32Array, byStart: readonly number[]) {
  const firstChild = new Int32Array(parent.length).fill(-1);
  const nextSibling = new Int32Array(parent.length).fill(-1);
  let firstRoot = -1;
  for (let index = byStart.length - 1; index >= 0; index--) {
    const row = byStart[index] as number;
    const above = parent[row] as number;
    if (above < 0) {
      nextSibling[row] = firstRoot;
      firstRoot = row;
    } else {
      nextSibling[row] = firstChild[above] as number;
      firstChild[above] = row;
    }
  }
  return { firstChild, nextSibling, firstRoot };
}

function walk(
  parent: Int32Array,
  firstChild: Int32Array,
  nextSibling: Int32Array,
  firstRoot: number,
): Tree {
  const count = parent.length;
  const order = new Int32Array(count);
  const position = new Int32Array(count);
  const depth = new Int32Array(count);
  const size = new Int32Array(count).fill(1);
  let row = firstRoot;
  for (let index = 0; index < count; index++) {
    order[index] = row;
    position[row] = index;
    const above = parent[row] as number;
    depth[row] = above < 0 ? 0 : (depth[above] as number) + 1;
    row = next(row, parent, firstChild, nextSibling);
  }
  for (let index = count - 1; index >= 0; index--) {
    const done = order[index] as number;
    const above = parent[done] as number;
    if (above >= 0) size[above] = (size[above] as number) + (size[done] as number);
  }
  return { order, position, parent, depth, size };
}

function next(
  row: number,
  parent: Int32Array,
  firstChild: Int32Array,
  nextSibling: Int32Array,
): number {
  if ((firstChild[row] as number) >= 0) return firstChild[row] as number;
  let up = row;
  while (up >= 0 && (nextSibling[up] as number) < 0) up = parent[up] as number;
  return up < 0 ? -1 : (nextSibling[up] as number);
}

/**
 * Return the rows on display in order, skipping the children of folded rows. With `top`, only that
 * row and its descendants.
 */
export function visibleRows(
  tree: Tree,
  isFolded: (row: number) => boolean,
  top: number | null = null,
): Int32Array {
  const from = top === null ? 0 : (tree.position[top] as number);
  const to = top === null ? tree.order.length : from + (tree.size[top] as number);
  const rows = new Int32Array(to - from);
  let count = 0;
  for (let index = from; index < to; ) {
    const row = tree.order[index] as number;
    rows[count++] = row;
    index += isFolded(row) ? (tree.size[row] as number) : 1;
  }
  return rows.subarray(0, count);
}

export function hasChildren(tree: Tree, row: number): boolean {
  return (tree.size[row] as number) > 1;
}

/** Return whether a row is in the subtree of `top`, which includes `top` itself. */
export function isBelow(tree: Tree, row: number, top: number): boolean {
  const offset = (tree.position[row] as number) - (tree.position[top] as number);
  return offset >= 0 && offset < (tree.size[top] as number);
}

/** Return the ancestors of a row, nearest first. */
export function ancestors(tree: Tree, row: number): number[] {
  const rows: number[] = [];
  for (let up = tree.parent[row] as number; up >= 0; up = tree.parent[up] as number) rows.push(up);
  return rows;
}

/** Return a row's index among the visible rows, which ascend in the tree's order, or -1. */
export function indexOfRow(tree: Tree, rows: Int32Array, wanted: number): number {
  const position = tree.position[wanted] as number;
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = rows[middle] as number;
    if (row === wanted) return middle;
    if ((tree.position[row] as number) < position) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Return the index of a row or of its nearest visible ancestor, or -1. */
export function indexOnDisplay(tree: Tree, rows: Int32Array, wanted: number): number {
  for (let row = wanted; row >= 0; row = tree.parent[row] as number) {
    const index = indexOfRow(tree, rows, row);
    if (index >= 0) return index;
  }
  return -1;
}
