import { describe, expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { idleGaps, STEADY, squeezedClock } from "./gaps";

const S = 1e9;

/** A session span, and below it steps of [start, duration] in seconds. */
function gapsOf(lasts: number, steps: [number, number][]) {
  const { table, tree } = spansOf([
    { start: 0, duration: lasts * S },
    ...steps.map(([start, duration]) => ({ parent: 0, start: start * S, duration: duration * S })),
  ]);
  return idleGaps(table, tree);
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
