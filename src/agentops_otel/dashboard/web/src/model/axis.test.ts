import { describe, expect, it } from "vitest";
import type { Unit } from "./analytics";
import { periodOf, stepsOf } from "./analytics";
import { axisOf, timeAxisOf } from "./axis";

function labels(largest: number, unit: Unit): string[] {
  const { ticks, format } = axisOf([0, largest, null], unit);
  return ticks.map(format);
}

describe("an axis of values", () => {
  it.each<[number, Unit, string[]]>([
    [0.54, "ratio", ["0 %", "20 %", "40 %", "60 %"]],
    [1, "ratio", ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]],
    [0.018, "ratio", ["0 %", "0.5 %", "1.0 %", "1.5 %", "2.0 %"]],
    [1, "count", ["0", "1"]],
    [0, "count", ["0", "1"]],
    [7, "count", ["0", "2", "4", "6", "8"]],
    [9_000, "tokens", ["0", "2,000", "4,000", "6,000", "8,000", "10,000"]],
    [61_000, "tokens", ["0", "20K", "40K", "60K", "80K"]],
    [1.3e6, "tokens", ["0", "0.5M", "1.0M", "1.5M"]],
    [12.4e9, "ns", ["0 s", "5 s", "10 s", "15 s"]],
    [90e9, "ns", ["0 s", "20 s", "40 s", "60 s", "80 s", "100 s"]],
    [1_800e9, "ns", ["0 m", "10 m", "20 m", "30 m"]],
    [20 * 3_600e9, "ns", ["0 h", "6 h", "12 h", "18 h", "24 h"]],
    [3.2e6, "ns", ["0 ms", "1 ms", "2 ms", "3 ms", "4 ms"]],
    [0.0135, "usd", ["$0", "$0.005", "$0.010", "$0.015"]],
    [0.9, "usd", ["$0", "$0.20", "$0.40", "$0.60", "$0.80", "$1.00"]],
    [37, "usd", ["$0", "$10", "$20", "$30", "$40"]],
    [15_000, "usd", ["$0", "$5K", "$10K", "$15K"]],
    [2.3e9, "count", ["0", "0.5B", "1.0B", "1.5B", "2.0B", "2.5B"]],
  ])("up to %d %s is written as %j", (largest, unit, expected) => {
    expect(labels(largest, unit)).toEqual(expected);
  });

  it("names the last tick by the power of ten it reaches", () => {
    expect(labels(984_000, "tokens").at(-1)).toBe("1.0M");
    expect(labels(790_000, "tokens").at(-1)).toBe("800K");
  });

  it("covers the largest value, whatever it is, with a few ticks", () => {
    for (const unit of ["count", "ratio", "tokens", "usd", "ns"] as const) {
      for (let largest = 1; largest < 1e15; largest *= 2.7) {
        const { ticks, format } = axisOf([largest], unit);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest * (1 - 1e-6));
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(new Set(ticks.map(format)).size).toBe(ticks.length);
      }
    }
  });
});

describe("an axis of time", () => {
  const now = Date.UTC(2026, 10, 24, 12, 10);
  const written = (name: Parameters<typeof periodOf>[0]) => {
    const { ticks, format } = timeAxisOf(stepsOf(periodOf(name, now)), "utc");
    return ticks.map(format);
  };

  it("marks round times of the clock within a day", () => {
    expect(written("1h")).toEqual(["11:20", "11:30", "11:40", "11:50", "12:00", "12:10"]);
    expect(written("24h")).toEqual("15:00 18:00 21:00 00:00 03:00 06:00 09:00 12:00".split(" "));
  });

  it("marks days in longer periods", () => {
    expect(written("7d").at(-1)).toBe("24 Nov");
    expect(written("7d")).toHaveLength(7);
    expect(written("30d").length).toBeLessThanOrEqual(8);
    expect(written("90d").length).toBeLessThanOrEqual(8);
  });

  it("is empty without steps", () => {
    expect(timeAxisOf([], "utc").ticks).toEqual([]);
  });
});
