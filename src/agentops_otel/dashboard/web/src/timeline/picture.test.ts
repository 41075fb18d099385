import { expect, it } from "vitest";
import { toSpanTable } from "../model/spans";
import { buildTree } from "../model/tree";
import { draw, MARKS_PX } from "./picture";
import { scaleOf } from "./scale";

const table = toSpanTable({
  base_unix_nano: "0",
  names: ["n"],
  services: [""],
  kinds: ["agent", "tool"],
  id: ["a", "b", "c"],
  trace: ["t", "t", "t"],
  parent: [-1, 0, 0],
  missing_parent: {},
  name: [0, 0, 0],
  service: [0, 0, 0],
  kind: [0, 1, 1],
  start_ns: [0, 20, 60],
  duration_ns: [100, 30, 0],
  status: ["unset", "unset", "error"],
});
const tree = buildTree(table.parents, table.starts);

it("has a bar for each span, rows below each other, and none narrower than a pixel", () => {
  const { bars } = draw(table, tree, scaleOf({ from: 0, to: 100 }, 200), 48, null);
  expect(bars.get("agent")).toEqual([[0, MARKS_PX, 200, 3]]);
  expect(bars.get("tool")).toEqual([
    [40, MARKS_PX + 4, 60, 3],
    [120, MARKS_PX + 8, 1, 3],
  ]);
});

it("marks what failed and what was found above the bars", () => {
  const picture = draw(table, tree, scaleOf({ from: 0, to: 100 }, 200), 48, new Set([1]));
  expect(picture.errors).toEqual([[120, 0, 2, MARKS_PX - 1]]);
  expect(picture.found).toEqual([[40, 0, 2, MARKS_PX - 1]]);
});

it("fits any number of spans into its height", () => {
  const many = toSpanTable({
    base_unix_nano: "0",
    names: ["n"],
    services: [""],
    kinds: ["span"],
    ...columns(10_000),
  });
  const { bars } = draw(
    many,
    buildTree(many.parents, many.starts),
    scaleOf({ from: 0, to: 9 }, 9),
    48,
    null,
  );
  expect(Math.max(...(bars.get("span") ?? []).map(([, y]) => y))).toBeLessThan(48);
});

function columns(count: number) {
  const zeros = Array.from({ length: count }, () => 0);
  return {
    id: zeros.map((_, row) => `${row}`),
    trace: zeros.map(() => "t"),
    parent: zeros.map(() => -1),
    missing_parent: {},
    name: zeros,
    service: zeros,
    kind: zeros,
    start_ns: zeros,
    duration_ns: zeros,
    status: zeros.map(() => "unset" as const),
  };
}
