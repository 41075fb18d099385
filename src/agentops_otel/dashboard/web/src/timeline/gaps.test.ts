import { describe, expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { idleGaps, STEADY, squeezedClock } from "./gaps";

const S = 1e9;

/** A session span of `lasts` seconds, and below it steps of [start, duration] in seconds. */
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

  it("are not where a long step runs in parallel", () => {
    expect(
      gapsOf(1_000, [
        [0, 1_000],
        [1, 1],
        [900, 1],
      ]),
    ).toEqual([]);
  });

  it("are not where spans start and end that lead to the only step", () => {
    const depth = 100;
    const chain = Array.from({ length: depth }, (_, level) => ({
      ...(level > 0 && { parent: level - 1 }),
      start: level * S,
      duration: 2 * (depth - level) * S,
    }));
    const { table, tree } = spansOf(chain);
    expect(idleGaps(table, tree)).toEqual([]);
  });

  it("are not waits that are short, or short compared with the steps", () => {
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

describe("idle gaps of odd sessions", () => {
  it("are none without spans", () => {
    const { table, tree } = spansOf([]);
    expect(idleGaps(table, tree)).toEqual([]);
  });

  it("count from the earliest span, even if it starts before its parent", () => {
    expect(
      gapsOf(200, [
        [-100, 1],
        [150, 1],
        [199, 1],
      ]),
    ).toEqual([
      { from: -99 * S, to: 0 },
      { from: 0, to: 150 * S },
      { from: 151 * S, to: 199 * S },
    ]);
  });

  it("are as many as there were waits", () => {
    const steps = Array.from({ length: 50_000 }, (_, n): [number, number] => [100 * n, 1]);
    expect(gapsOf(5_000_000, steps)).toHaveLength(50_000);
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

  it("is inverted exactly", () => {
    for (const ns of [0, 99, 100, 500, 900, 901, 1_000]) {
      expect(clock.toReal(clock.toShown(ns))).toBeCloseTo(ns, 6);
    }
  });

  it("ascends through any number of gaps, and is inverted there as well", () => {
    const gaps = Array.from({ length: 50_000 }, (_, n) => ({
      from: 100 * n + 1,
      to: 100 * n + 99,
    }));
    const long = squeezedClock(gaps, { from: 0, to: 5_000_000 });
    const shown = Array.from({ length: 135_000 }, (_, n) => long.toShown(37 * n));
    expect(shown.every((each, n) => n === 0 || each > (shown[n - 1] as number))).toBe(true);
    expect(long.toReal(long.toShown(2_500_050))).toBeCloseTo(2_500_050, 3);
  });

  it("is the steady one without idle time", () => {
    expect(squeezedClock([], bounds)).toBe(STEADY);
  });
});
