import { expect, it } from "vitest";
import type { WireSpans } from "../api/wire";
import { isRunning, whileRunning } from "./running";
import { toSpanTable } from "./spans";

const WIRE: WireSpans = {
  total: 3,
  base_unix_nano: "0",
  names: ["step"],
  services: ["s"],
  kinds: ["span"],
  id: ["a", "b", "c"],
  trace: ["t", "t", "t"],
  missing_parent: { "0": "p", "2": "q" },
  parent: [-1, 0, -1],
  name: [0, 0, 0],
  service: [0, 0, 0],
  kind: [0, 0, 0],
  start_ns: [10, 12, 40],
  duration_ns: [20, 3, 10],
  status: ["unset", "unset", "unset"],
  unstarted: [],
  unended: [],
};
const table = toSpanTable(WIRE);

it("extends missing parents to the last known time", () => {
  const running = whileRunning(table);
  expect([...running.durations]).toEqual([20, 3, 10, 40, 10]);
  expect([0, 3].map((row) => isRunning(running, row))).toEqual([false, true]);
  expect(running.nameOf(3)).toBe("running span");
  expect(table.nameOf(3)).toBe("missing span");
});

it("extends a span that was sent while running to the last known time", () => {
  const running = whileRunning(toSpanTable({ ...WIRE, missing_parent: {}, unended: [1] }));
  expect([...running.durations]).toEqual([20, 38, 10]);
  expect([0, 1].map((row) => isRunning(running, row))).toEqual([false, true]);
  expect([running.nameOf(1), running.kindOf(1)]).toEqual(["step", "span"]);
});

it("is the same table where no parent is missing", () => {
  const whole = { ...table, count: 3 };
  expect(whileRunning(whole)).toBe(whole);
});
