import { describe, expect, it } from "vitest";
import { panned, ticks, toPixel, toTime, zoomed } from "./scale";

const MS = 1e6;
const S = 1e9;

describe("a scale", () => {
  it("maps time to pixels and back", () => {
    const scale = { from: 100, to: 300, width: 400 };
    expect(toPixel(scale, 150)).toBe(100);
    expect(toTime(scale, 100)).toBe(150);
  });

  it("of no length maps everything to its left edge", () => {
    expect(toPixel({ from: 5, to: 5, width: 400 }, 5)).toBe(0);
  });
});

describe("ticks", () => {
  it("are round and at least a label apart", () => {
    expect(ticks({ from: 0, to: 1 * S, width: 500 }, 0)).toEqual([
      0,
      200 * MS,
      400 * MS,
      600 * MS,
      800 * MS,
      1 * S,
    ]);
  });

  it("go by minutes where decimals would not read", () => {
    expect(ticks({ from: 0, to: 180 * S, width: 400 }, 0)).toEqual([0, 60 * S, 120 * S, 180 * S]);
  });

  it("count from the session's start, not from the base", () => {
    expect(ticks({ from: 7, to: 7 + S, width: 200 }, 7)).toEqual([7, 7 + 500 * MS, 7 + S]);
  });

  it("are none where there is no room or no time", () => {
    expect(ticks({ from: 0, to: S, width: 0 }, 0)).toEqual([]);
    expect(ticks({ from: 3, to: 3, width: 300 }, 0)).toEqual([]);
  });

  it("stay few over months", () => {
    const months = ticks({ from: 0, to: 90 * 86_400 * S, width: 1_000 }, 0);
    expect(months.length).toBeLessThan(12);
    expect(months.length).toBeGreaterThan(2);
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
