import { describe, expect, it } from "vitest";
import { periodOf, toMeasured } from "./analytics";
import {
  borderMarks,
  ended,
  formatBorder,
  formatStep,
  lasting,
  placeOf,
  toDurationCounts,
} from "./durations";

const PERIOD = periodOf("24h", Date.UTC(2026, 10, 24, 12, 10));

function measured(groups: Record<string, [bigint, number][]>, interval: number | null) {
  return toMeasured({
    measure: "sessions",
    unit: "count",
    group_by: "duration",
    interval_ns: interval,
    group_count: 1,
    series: Object.entries(groups).map(([group, points]) => ({
      group,
      points: points.map(([start, value]) => ({ start_time_unix_nano: `${start}`, value })),
    })),
  });
}

const SPREAD = toDurationCounts(
  measured({ "12500000000": [[0n, 4]], "8000000000": [[0n, 1]], "20000000000": [[0n, 2]] }, null),
  PERIOD,
);

describe("counts by duration", () => {
  it("run from the shortest to the longest duration without a gap", () => {
    expect(SPREAD.steps.map(({ from }) => from / 1e9)).toEqual([8, 10, 12.5, 16, 20]);
    expect(SPREAD.steps.at(-1)?.to).toBe(25e9);
    expect(SPREAD.counts.map(([count]) => count)).toEqual([1, 0, 4, 0, 2]);
  });

  it("cover the whole range of durations", () => {
    const wide = measured(
      { "0": [[0n, 1]], "1000": [[0n, 1]], "8000000000000000": [[0n, 1]] },
      null,
    );
    const { steps, counts } = toDurationCounts(wide, PERIOD);
    expect(steps).toHaveLength(131);
    expect(counts.flat().reduce((sum, count) => sum + count)).toBe(3);
    expect(counts.at(-1)).toEqual([1]);
  });

  it("are split by start where they come in intervals", () => {
    const { steps, counts } = toDurationCounts(
      measured({ "1000000": [[PERIOD.from, 3]], "1250000": [[PERIOD.to - PERIOD.step, 5]] }, 1),
      PERIOD,
    );
    expect(steps).toHaveLength(2);
    expect(counts[0]?.at(0)).toBe(3);
    expect(counts[1]?.at(-1)).toBe(5);
    expect(counts.flat()).toHaveLength(48);
  });

  it("are empty without sessions", () => {
    expect(toDurationCounts(measured({}, null), PERIOD)).toEqual({ steps: [], counts: [] });
  });
});

it("finds the position of a duration within its step", () => {
  expect(placeOf(8e9, SPREAD.steps)).toBe(0);
  expect(placeOf(12.5e9, SPREAD.steps)).toBe(2);
  expect(placeOf(Math.sqrt(12.5 * 16) * 1e9, SPREAD.steps)).toBeCloseTo(2.5);
  expect(placeOf(99e9, SPREAD.steps)).toBe(5);
});

it("marks round bounds", () => {
  expect(borderMarks(SPREAD.steps).map((at) => SPREAD.steps[at]?.from)).toEqual([10e9, 20e9]);
});

it("narrows a filter to a step, and to ended sessions", () => {
  expect(lasting("tag:a", { from: 315e6, to: 400e6 })).toBe(
    "tag:a duration:>=315ms duration:<400ms",
  );
  expect(lasting("", { from: 0, to: 1_000 })).toBe("duration:>=0s duration:<1us");
  expect(ended("")).toBe("-state:running -state:lost");
});

it("writes bounds without rounding them", () => {
  expect(formatStep({ from: 12.5e9, to: 16e9 })).toBe("12.5 s to 16 s");
  expect(formatBorder(1_250e9)).toBe("1,250 s");
  expect(formatBorder(0)).toBe("0 s");
  expect(formatBorder(1_250)).toBe("1.25 µs");
});
