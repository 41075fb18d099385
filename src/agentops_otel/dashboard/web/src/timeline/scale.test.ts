import { describe, expect, it } from "vitest";
import { squeezedClock } from "./gaps";
import { panned, scaleOf, ticks, toPixel, toTime, zoomed } from "./scale";

const MS = 1e6;
const S = 1e9;

describe("a scale", () => {
  it("maps time to pixels and back", () => {
    const scale = scaleOf({ from: 100, to: 300 }, 400);
    expect(toPixel(scale, 150)).toBe(100);
    expect(toTime(scale, 100)).toBe(150);
  });

  it("of zero length maps everything to its left edge", () => {
    expect(toPixel(scaleOf({ from: 5, to: 5 }, 400), 5)).toBe(0);
  });
});

describe("ticks", () => {
  it("are round and at least a label apart", () => {
    expect(ticks(scaleOf({ from: 0, to: 1 * S }, 500), 0)).toEqual([
      0,
      200 * MS,
      400 * MS,
      600 * MS,
      800 * MS,
      1 * S,
    ]);
  });

  it("go by minutes where decimals would be hard to read", () => {
    expect(ticks(scaleOf({ from: 0, to: 180 * S }, 400), 0)).toEqual([0, 60 * S, 120 * S, 180 * S]);
  });

  it("count from the session's start, not from the base", () => {
    expect(ticks(scaleOf({ from: 7, to: 7 + S }, 200), 7)).toEqual([7, 7 + 500 * MS, 7 + S]);
  });

  it("are none without room or without time", () => {
    expect(ticks(scaleOf({ from: 0, to: S }, 0), 0)).toEqual([]);
    expect(ticks(scaleOf({ from: 3, to: 3 }, 300), 0)).toEqual([]);
  });

  it("stay few over months", () => {
    const months = ticks(scaleOf({ from: 0, to: 90 * 86_400 * S }, 1_000), 0);
    expect(months.length).toBeLessThan(12);
    expect(months.length).toBeGreaterThan(2);
  });
});

describe("a scale with a squeezed gap", () => {
  const bounds = { from: 0, to: 7_210 * S };
  const clock = squeezedClock([{ from: 5 * S, to: 7_205 * S }], bounds);
  const scale = scaleOf(bounds, 500, clock);

  it("gives the room to busy time", () => {
    expect(toPixel(scale, 5 * S)).toBeCloseTo(500 / 2.06, 0);
    expect(toTime(scale, toPixel(scale, 7_207 * S))).toBeCloseTo(7_207 * S, -3);
  });

  it("has ticks only where something ran, at their real times", () => {
    expect(ticks(scale, 0)).toEqual([0, 2 * S, 4 * S, 7_206 * S, 7_208 * S, 7_210 * S]);
  });
});

describe("a scale of odd times", () => {
  it("reaches before the base if a clock was ahead", () => {
    const scale = scaleOf({ from: -2 * S, to: 2 * S }, 400);
    expect(toPixel(scale, -2 * S)).toBe(0);
    expect(toPixel(scale, 0)).toBe(200);
    expect(ticks(scale, -2 * S)).toEqual([-2 * S, -S, 0, S, 2 * S]);
  });

  it("resolves single nanoseconds and no less", () => {
    const whole = { from: 0, to: 3_600 * S };
    const { from, to } = zoomed({ from: 500, to: 700 }, whole, 0.01, 600);
    expect(to - from).toBe(100);
    expect(from).toBeLessThanOrEqual(600);
    expect(to).toBeGreaterThanOrEqual(600);
  });

  it("of a lane without width does not divide by it", () => {
    expect(toTime(scaleOf({ from: 5, to: 9 }, 0), 3)).toBe(5);
  });
});

describe("a view", () => {
  const bounds = { from: 0, to: 1_000_000 };

  it("zooms around the point and keeps it in place", () => {
    expect(zoomed(bounds, bounds, 0.5, 200_000)).toEqual({ from: 100_000, to: 600_000 });
  });

  it("never shows more than everything", () => {
    expect(zoomed({ from: 400_000, to: 600_000 }, bounds, 100, 500_000)).toEqual(bounds);
  });

  it("pans up to the edge", () => {
    expect(panned({ from: 800_000, to: 900_000 }, bounds, 500_000)).toEqual({
      from: 900_000,
      to: 1_000_000,
    });
  });
});
