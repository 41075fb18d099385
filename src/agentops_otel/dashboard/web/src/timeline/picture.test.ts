import { expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { draw, MARKS_PX, marksOf, rulesAt, stepsOf } from "./picture";
import { scaleOf } from "./scale";

const { table, tree } = spansOf([
  { start: 0, duration: 100, kind: "agent" },
  { parent: 0, start: 20, duration: 30, kind: "tool" },
  { parent: 0, start: 60, duration: 0, kind: "tool", status: "error" },
]);
const scale = scaleOf({ from: 0, to: 100 }, 200);

it("has a bar for each span, rows below each other, and none narrower than a pixel", () => {
  const { bars } = draw(table, tree, scale, 48);
  expect(bars.get("agent")).toEqual([[0, MARKS_PX, 200, 3]]);
  expect(bars.get("tool")).toEqual([
    [40, MARKS_PX + 4, 60, 3],
    [120, MARKS_PX + 8, 1, 3],
  ]);
});

it("marks failures and matches above the bars", () => {
  expect(draw(table, tree, scale, 48).errors).toEqual([[120, 0, 2, MARKS_PX - 1]]);
  expect(marksOf(new Set([1]), table, scale)).toEqual([[40, 0, 2, MARKS_PX - 1]]);
  expect(marksOf(null, table, scale)).toEqual([]);
});

it("fits any number of spans into its height", () => {
  const many = spansOf(Array.from({ length: 10_000 }, () => ({ start: 0, duration: 1 })));
  const { bars } = draw(many.table, many.tree, scale, 48);
  expect(Math.max(...(bars.get("span") ?? []).map(([, y]) => y))).toBeLessThan(48);
});

it("draws no more of 50 000 spans than can be told apart", () => {
  const steps = Array.from({ length: 50_000 }, (_, row) => ({ start: row, duration: 1 }));
  const long = spansOf(steps);
  const { bars } = draw(long.table, long.tree, scaleOf({ from: 0, to: 50_000 }, 1_000), 48);
  const drawn = bars.get("span") ?? [];
  expect(drawn.length).toBeLessThanOrEqual(48 - MARKS_PX);
  expect(drawn.reduce((sum, [, , width]) => sum + width, 0)).toBeGreaterThanOrEqual(1_000);
});

it("leaves idle time free, however small the rows are", () => {
  const apart = Array.from({ length: 1_000 }, (_, row) => ({
    start: row < 500 ? row : 9_000 + row,
    duration: 1,
  }));
  const { table: wide, tree: order } = spansOf(apart);
  const { bars } = draw(wide, order, scaleOf({ from: 0, to: 10_000 }, 1_000), 7);
  expect(bars.get("span")).toHaveLength(2);
});

it("draws a rule of full height where a turn begins", () => {
  expect(rulesAt([0, 50], scale, 48)).toEqual([
    [0, 0, 1, 48],
    [100, 0, 1, 48],
  ]);
});

it("draws sizes as steps, the largest at the top and the last to the end", () => {
  const levels = [
    { at: 10, size: 0 },
    { at: 50, size: 10 },
  ];
  expect(stepsOf(levels, scale, MARKS_PX + 11)).toEqual([
    [20, MARKS_PX + 10, 1, 1],
    [20, MARKS_PX + 10, 80, 1],
    [100, MARKS_PX, 1, 11],
    [100, MARKS_PX, 100, 1],
  ]);
  expect(stepsOf([{ at: 0, size: 0 }], scale, 48)).toEqual([]);
  expect(stepsOf([], scale, 48)).toEqual([]);
  expect(stepsOf(Array(500_000).fill({ at: 0, size: 1 }), scale, 48)).toHaveLength(1_000_000);
});
