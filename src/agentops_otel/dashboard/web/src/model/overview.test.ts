import { describe, expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { errorRowsByEnd, errorsBelow, kindTotals, selfTimes, slowestRows } from "./overview";
import { buildTree } from "./tree";

it("lists errors in the order they happened, the innermost first", () => {
  const { table, tree } = spansOf([
    { start: 0, duration: 100, status: "error" },
    { parent: 0, start: 10, duration: 50, status: "error" },
    { parent: 1, start: 20, duration: 40, status: "error" },
  ]);
  expect(errorRowsByEnd(table, tree)).toEqual([2, 1, 0]);
});

it("counts errors strictly below a span", () => {
  const { table, tree } = spansOf([
    { start: 0, duration: 100, status: "error" },
    { parent: 0, start: 0, duration: 50 },
    { parent: 1, start: 0, duration: 20, status: "error" },
    { parent: 0, start: 60, duration: 20 },
  ]);
  expect([...errorsBelow(table, tree)]).toEqual([1, 1, 0, 0]);
});

it("sums self times by kind, most time first", () => {
  const { table, tree } = spansOf([
    { start: 0, duration: 5, kind: "tool", status: "error" },
    { start: 0, duration: 9, kind: "llm" },
    { start: 0, duration: 10, kind: "tool" },
    { parent: 2, start: 0, duration: 9, kind: "tool" },
  ]);
  expect(kindTotals(table, selfTimes(table, tree))).toEqual([
    { kind: "tool", count: 3, errorCount: 1, durationNs: 15 },
    { kind: "llm", count: 1, errorCount: 0, durationNs: 9 },
  ]);
});

describe("self time", () => {
  it("excludes the time of children, parallel ones once", () => {
    const { table, tree } = spansOf([
      { start: 0, duration: 100 },
      { parent: 0, start: 10, duration: 40 },
      { parent: 0, start: 30, duration: 40 },
    ]);
    expect([...selfTimes(table, tree)]).toEqual([40, 40, 40]);
  });

  it("excludes only the part of a child that lies within its parent", () => {
    const { table, tree } = spansOf([
      { start: 0, duration: 10 },
      { parent: 0, start: 5, duration: 100 },
    ]);
    expect([...selfTimes(table, tree)]).toEqual([5, 100]);
  });

  it("is unknown for a missing parent, which is not ranked", () => {
    const { table } = spansOf([{ start: 0, duration: 5 }]);
    const orphaned = { ...table, count: 2, starts: Float64Array.of(0, 0) };
    const self = selfTimes(
      { ...orphaned, durations: Float64Array.of(5, 5) },
      buildTree(Int32Array.of(1, -1), orphaned.starts),
    );
    expect([...self]).toEqual([5, Number.NaN]);
    expect(slowestRows(self, 2)).toEqual([0]);
  });

  it("ranks the spans with the most self time", () => {
    expect(slowestRows(Float64Array.of(3, 9, 5), 2)).toEqual([1, 2]);
  });
});
