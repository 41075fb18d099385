import { expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { draw, MARKS_PX, marksOf } from "./picture";
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

it("marks what failed and what was found above the bars", () => {
  expect(draw(table, tree, scale, 48).errors).toEqual([[120, 0, 2, MARKS_PX - 1]]);
  expect(marksOf(new Set([1]), table, scale)).toEqual([[40, 0, 2, MARKS_PX - 1]]);
  expect(marksOf(null, table, scale)).toEqual([]);
});

it("fits any number of spans into its height", () => {
  const many = spansOf(Array.from({ length: 10_000 }, () => ({ start: 0, duration: 1 })));
  const { bars } = draw(many.table, many.tree, scale, 48);
  expect(Math.max(...(bars.get("span") ?? []).map(([, y]) => y))).toBeLessThan(48);
});
