import { describe, expect, it } from "vitest";
import type { WireSpans } from "../api/wire";
import { toSpanTable } from "../model/spans";
import { buildTree } from "../model/tree";
import { idleGaps, STEADY, squeezedClock } from "./gaps";

const S = 1e9;

/** A session span, and below it steps of [start, duration] in seconds. */
function gapsOf(lasts: number, steps: [number, number][]) {
  const all: [number, number][] = [[0, lasts], ...steps];
  const zeros = all.map(() => 0);
  const wire: WireSpans = {
    base_unix_nano: "0",
    names: ["n"],
    services: [""],
    kinds: ["span"],
    id: all.map((_, row) => `${row}`),
    trace: all.map(() => "t"),
    parent: all.map((_, row) => (row === 0 ? -1 : 0)),
    missing_parent: {},
    name: zeros,
    service: zeros,
    kind: zeros,
    start_ns: all.map(([start]) => start * S),
    duration_ns: all.map(([, duration]) => duration * S),
    status: all.map(() => "unset"),
  };
  const table = toSpanTable(wire);
  return idleGaps(table, buildTree(table.parents, table.starts));
}

describe("idle gaps", () => {
  it("are where no step ran, though the session did", () => {
    expect(
      gapsOf(7_300, [
        [0, 2],
        [3_600, 1],
        [3_602, 1],
      ]),
    ).toEqual([
      { from: 2 * S, to: 3_600 * S },
      { from: 3_603 * S, to: 7_300 * S },
    ]);
  });

  it("are not where a long step runs beside", () => {
    expect(
      gapsOf(1_000, [
        [0, 1_000],
        [1, 1],
        [900, 1],
      ]),
    ).toEqual([]);
  });

  it("are not waits that are short, or short beside the steps", () => {
    expect(
      gapsOf(60, [
        [0, 1],
        [30, 30],
      ]),
    ).toEqual([]);
    expect(
      gapsOf(300, [
        [0, 20],
        [120, 180],
      ]),
    ).toEqual([]);
  });
});

describe("the squeezed clock", () => {
  const bounds = { from: 0, to: 1_000 };
  const clock = squeezedClock([{ from: 100, to: 900 }], bounds);

  it("runs steadily outside gaps and fast inside", () => {
    expect(clock.toShown(50)).toBe(50);
    expect(clock.toShown(100)).toBe(100);
    expect(clock.toShown(900)).toBe(106);
    expect(clock.toShown(1_000)).toBe(206);
  });

  it("is undone exactly", () => {
    for (const ns of [0, 99, 100, 500, 900, 901, 1_000]) {
      expect(clock.toReal(clock.toShown(ns))).toBeCloseTo(ns, 6);
    }
  });

  it("is the steady one where nothing is idle", () => {
    expect(squeezedClock([], bounds)).toBe(STEADY);
  });
});
