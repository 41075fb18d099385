import { describe, expect, it } from "vitest";
import { type Row, spansOf } from "../testing/spans";
import type { SpanMark } from "./events";
import { findShown, outlineOf, showing, spanOf } from "./outline";
import { visibleRows } from "./tree";

/** A root and `count` children of the same name. */
function siblings(count: number, failed: readonly number[] = []): Row[] {
  const children = Array.from({ length: count }, (_, index) => ({
    parent: 0,
    start: 10 * index,
    duration: 4,
    ...(failed.includes(index) && { status: "error" as const }),
  }));
  return [{ start: 0, duration: 1_000, kind: "agent" as const }, ...children];
}

function mark(row: number, atNs: number, number = 0, isError = false): SpanMark {
  return { row, number, name: isError ? "exception" : "cache miss", atNs, isError };
}

describe("siblings of the same name", () => {
  it("are one row where more than five are consecutive", () => {
    const { table } = spansOf(siblings(7, [2, 3]));
    const outline = outlineOf(table, []);
    const group = outline.groups.get(8);
    expect(group).toEqual({
      name: "n",
      rows: [1, 2, 3, 4, 5, 6, 7],
      durationNs: 28,
      errorCount: 2,
    });
    expect(outline.table.ids[8]).toBe("span1*");
    expect([...visibleRows(outline.tree, (row) => outline.groups.has(row))]).toEqual([0, 8]);
    expect([outline.table.starts[8], outline.table.durations[8]]).toEqual([0, 64]);
  });

  it("stay separate where they were displayed one by one", () => {
    const { table } = spansOf(siblings(7));
    expect(outlineOf(table, [], (group) => group !== "span1*").groups.size).toBe(0);
  });

  it("stay separate where they are few or another span stands between them", () => {
    expect(outlineOf(spansOf(siblings(5)).table, []).groups.size).toBe(0);
    const rows = siblings(9);
    rows[5] = { parent: 0, start: 40, duration: 4, kind: "tool" };
    expect(outlineOf(spansOf(rows).table, []).groups.size).toBe(0);
  });

  it("are one row however many they are", () => {
    const outline = outlineOf(spansOf(siblings(50_000)).table, []);
    expect(outline.groups.size).toBe(1);
    expect(outline.groups.get(50_001)?.rows).toHaveLength(50_000);
    expect([...visibleRows(outline.tree, (row) => outline.groups.has(row))]).toEqual([0, 50_001]);
  });

  it("are one row even where their parents form a ring", () => {
    // Span 1 and the root name each other; the other children hang on the root.
    const rows = siblings(7);
    rows[0] = { parent: 1, start: 0, duration: 1_000, kind: "agent" };
    const outline = outlineOf(spansOf(rows).table, []);
    expect(outline.groups.size).toBe(1);
    expect([...visibleRows(outline.tree, () => false)]).toHaveLength(9);
    expect(outline.tree.depth[8]).toBe(1);
  });

  it("without a parent are a group without one", () => {
    const roots = Array.from({ length: 8 }, (_, row) => ({ start: row, duration: 1 }));
    const outline = outlineOf(spansOf(roots).table, []);
    expect(outline.tree.parent[8]).toBe(-1);
    expect([...visibleRows(outline.tree, (row) => outline.groups.has(row))]).toEqual([8]);
  });

  it("are found by the id of a group that no longer exists", () => {
    const few = outlineOf(spansOf(siblings(3)).table, []);
    expect(findShown(few, "span1*")).toBe(1);
    const many = outlineOf(spansOf(siblings(6)).table, []);
    expect(findShown(many, "span1*")).toBe(7);
    expect(spanOf(many, 7)).toBe(-1);
    expect([...showing(many, new Set([3]))].sort()).toEqual([3, 7]);
  });
});

describe("span events", () => {
  it("are rows below their span, placed by time among its children", () => {
    const { table } = spansOf(siblings(2));
    const outline = outlineOf(table, [mark(0, 5), mark(0, 500, 1, true)]);
    expect([...outline.tree.order]).toEqual([0, 1, 3, 2, 4]);
    expect(outline.table.ids.slice(3)).toEqual(["span0.0", "span0.1"]);
    expect(outline.table.kindOf(4)).toBe("event");
    expect(spanOf(outline, 4)).toBe(0);
    expect([...showing(outline, new Set([0]))].sort()).toEqual([0, 3, 4]);
  });

  it("fold into one row as spans do", () => {
    const { table } = spansOf(siblings(0));
    const marks = Array.from({ length: 8 }, (_, number) => mark(0, number, number, true));
    const outline = outlineOf(table, marks);
    expect(outline.groups.get(9)?.errorCount).toBe(8);
    expect(findShown(outline, "span0.3")).toBe(4);
    expect(findShown(outlineOf(table, []), "span0.3")).toBe(0);
  });
});
