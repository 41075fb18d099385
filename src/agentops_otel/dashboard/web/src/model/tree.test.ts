import { describe, expect, it } from "vitest";
import { ancestors, buildTree, indexOfRow, type Tree, visibleRows } from "./tree";

function tree(parents: number[], starts: number[] = parents.map((_, row) => row)): Tree {
  return buildTree(Int32Array.from(parents), Float64Array.from(starts));
}

/** The tree as indented row numbers. */
function drawn({ order, depth }: Tree): string[] {
  return [...order].map((row) => "  ".repeat(depth[row] as number) + row);
}

describe("buildTree", () => {
  it("puts children under their parent, siblings by start", () => {
    expect(drawn(tree([-1, 0, 0, 2], [0, 30, 10, 11]))).toEqual(["0", "  2", "    3", "  1"]);
  });

  it("keeps spans without a parent as further roots, by start", () => {
    expect(drawn(tree([-1, -1, 1], [50, 10, 20]))).toEqual(["1", "  2", "0"]);
  });

  it("keeps the order of arrival among spans that start together", () => {
    expect(drawn(tree([-1, 0, 0, 0], [0, 5, 5, 5]))).toEqual(["0", "  1", "  2", "  3"]);
  });

  it("treats a parent row that does not exist as none", () => {
    expect(drawn(tree([-1, 99]))).toEqual(["0", "1"]);
  });

  it("makes a span that is its own parent a root", () => {
    expect(drawn(tree([0, 0]))).toEqual(["0", "  1"]);
  });

  it("cuts a ring above its earliest span and keeps its other descendants", () => {
    const ring = tree([2, 0, 1, 2], [20, 10, 30, 5]);
    expect(drawn(ring)).toEqual(["1", "  2", "    3", "    0"]);
  });

  it("cuts each of several rings", () => {
    expect(drawn(tree([1, 0, 3, 2]))).toEqual(["0", "  1", "2", "  3"]);
  });

  it("counts subtrees", () => {
    expect([...tree([-1, 0, 1, 0]).size]).toEqual([4, 2, 1, 1]);
  });

  it("keeps a child under its parent even if its clock says that it began before", () => {
    expect(drawn(tree([-1, 0, 1], [100, 40, 10]))).toEqual(["0", "  1", "    2"]);
  });

  it("cuts a ring of 50 000 spans once", () => {
    const ring = tree(Array.from({ length: 50_000 }, (_, row) => (row + 1) % 50_000));
    expect(ring.order[0]).toBe(0);
    expect(ring.size[0]).toBe(50_000);
    expect(ring.parent.filter((parent) => parent < 0)).toHaveLength(1);
  });

  it("sorts 50 000 siblings that come unordered", () => {
    const parents = Array.from({ length: 50_000 }, (_, row) => (row === 0 ? -1 : 0));
    const starts = parents.map((_, row) => (row === 0 ? 0 : (row * 7_919) % 50_021));
    const { order, depth } = tree(parents, starts);
    const inOrder = Array.from(order, (row) => starts[row] as number);
    expect(inOrder).toEqual(starts.toSorted((a, b) => a - b));
    expect(depth.reduce((deepest, each) => Math.max(deepest, each), 0)).toBe(1);
  });

  it("is empty without spans", () => {
    expect(drawn(tree([]))).toEqual([]);
  });

  it("holds 50 000 spans in one chain without recursion", () => {
    const chain = tree(Array.from({ length: 50_000 }, (_, row) => row - 1));
    expect(chain.depth[49_999]).toBe(49_999);
    expect(chain.size[0]).toBe(50_000);
    expect(visibleRows(chain, () => false)).toHaveLength(50_000);
  });
});

describe("visibleRows", () => {
  it("skips rows below a fold", () => {
    const rows = visibleRows(tree([-1, 0, 1, 0]), (row) => row === 1);
    expect([...rows]).toEqual([0, 1, 3]);
  });

  it("is limited to the subtree of `top`", () => {
    expect([...visibleRows(tree([-1, 0, 1, 0, -1]), () => false, 1)]).toEqual([1, 2]);
  });

  it("ignores folds inside a fold", () => {
    const rows = visibleRows(tree([-1, 0, 1, -1]), (row) => row <= 1);
    expect([...rows]).toEqual([0, 3]);
  });
});

it("lists the ancestors of a row, nearest first", () => {
  expect(ancestors(tree([-1, 0, 1, 2]), 3)).toEqual([2, 1, 0]);
});

it("finds a row among the visible ones", () => {
  const whole = tree([-1, 0, 1, 0, -1]);
  const rows = visibleRows(whole, (row) => row === 1);
  expect([0, 1, 2, 3, 4].map((row) => indexOfRow(whole, rows, row))).toEqual([0, 1, -1, 2, 3]);
});
