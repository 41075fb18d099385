import { describe, expect, it } from "vitest";
import type { WireMeasured } from "../api/wire";
import {
  before,
  formatChange,
  formatMeasure,
  type Measured,
  ofGroup,
  ofOthers,
  periodOf,
  periodOver,
  restOf,
  stepsOf,
  toGroups,
  toMeasured,
  toSeries,
  toValue,
  within,
} from "./analytics";

const NOON = Date.UTC(2026, 10, 24, 12, 10);
const DAY = periodOf("24h", NOON);

function measured(more: Partial<WireMeasured>): Measured {
  return toMeasured({
    measure: "sessions",
    unit: "count",
    group_by: null,
    interval_ns: null,
    group_count: 1,
    series: [],
    ...more,
  });
}

describe("a period", () => {
  it("ends with the current step and begins at a step", () => {
    expect(within("", DAY)).toBe("start:>=2026-11-23T13:00:00Z start:<2026-11-24T13:00:00Z");
    expect(stepsOf(DAY)).toHaveLength(24);
  });

  it("is preceded by one of the same length", () => {
    const earlier = before(DAY);
    expect(earlier.to).toBe(DAY.from);
    expect(earlier.to - earlier.from).toBe(DAY.to - DAY.from);
  });

  it("over two moments has no more steps than allowed", () => {
    const hour = 3_600_000_000_000n;
    const now = BigInt(NOON) * 1_000_000n;
    const day = periodOver(now - 24n * hour, now, 60);
    expect(day.interval).toBe("1h");
    expect(stepsOf(day).length).toBeLessThanOrEqual(60);
    expect(day.from <= now - 24n * hour && day.to > now).toBe(true);
    expect(periodOver(now, now, 60).interval).toBe("1m");
    expect(stepsOf(periodOver(0n, now, 60)).length).toBeLessThanOrEqual(60);
  });

  it("narrows an OR filter as a whole, and to one group", () => {
    expect(ofGroup("tag:a OR tag:b", "model", "gpt 4")).toBe('(tag:a OR tag:b) model:"gpt 4"');
  });
});

describe("the rest beside the groups", () => {
  it("is the whole minus the groups at each step", () => {
    expect(restOf([5, 0, null], [[1, 0, null], [2]])).toEqual([2, 0, 0]);
  });

  it("is null where the groups add up to the whole, apart from rounding", () => {
    expect(
      restOf(
        [0.3, 2],
        [
          [0.1, 1],
          [0.2, 1],
        ],
      ),
    ).toBeNull();
  });

  it("is filtered as the sessions in none of the groups", () => {
    expect(ofOthers("tag:a", "user", ["u1", "u 2"])).toBe('tag:a -user:u1 -user:"u 2"');
  });
});

describe("series", () => {
  const hour = 3_600_000_000_000n;
  const points = [
    { start_time_unix_nano: String(DAY.from), value: 3 },
    { start_time_unix_nano: String(DAY.to - hour), value: 7 },
    { start_time_unix_nano: String(DAY.to + hour), value: 9 },
  ];

  it("have a value for each step, 0 where there were no sessions", () => {
    const [series] = toSeries(measured({ series: [{ group: null, points }] }), DAY);
    expect(series?.values).toHaveLength(24);
    expect(series?.values.at(0)).toBe(3);
    expect(series?.values.at(1)).toBe(0);
    expect(series?.values.at(-1)).toBe(7);
  });

  it("do not make up a duration where there were no sessions", () => {
    const unit = "ns" as const;
    const [series] = toSeries(measured({ unit, series: [{ group: "a", points }] }), DAY);
    expect(series).toMatchObject({ group: "a" });
    expect(series?.values.at(1)).toBeNull();
    expect(toSeries(measured({ unit }), DAY)[0]?.values.every((value) => value === null)).toBe(
      true,
    );
  });

  it("are unknown at each step where no value is known", () => {
    const unknown = points.map((point) => ({ ...point, value: null }));
    const usd = (of: { start_time_unix_nano: string; value: number | null }[]) =>
      toSeries(measured({ unit: "usd", series: [{ group: "a", points: of }] }), DAY)[0]?.values;
    expect(usd(unknown)).toEqual(new Array(24).fill(null));
    expect(usd([...unknown.slice(1), ...points.slice(0, 1)])?.at(1)).toBe(0);
  });

  it("without steps are single values", () => {
    const at = (value: number | null) => [{ start_time_unix_nano: "0", value }];
    expect(toValue(measured({ series: [{ group: null, points: at(5) }] }))).toBe(5);
    expect(toValue(measured({}))).toBe(0);
    const unknown = [{ group: null, points: at(null) }];
    expect(toValue(measured({ unit: "usd", series: unknown }))).toBeNull();
    expect(toValue(measured({ unit: "ratio" }))).toBeNull();
    const groups = toGroups(measured({ series: [{ group: "a", points: at(1) }] }));
    expect([...groups]).toEqual([["a", 1]]);
  });
});

it.each([
  [1_500_000_000, "ns", "1.5 s"],
  [0.0123, "ratio", "1.2 %"],
  [0.5, "ratio", "50 %"],
  [12.5, "usd", "$12.50"],
  [12_345, "tokens", "12.3K"],
] as const)("writes %d %s as %s", (value, unit, text) => {
  expect(formatMeasure(value, unit)).toBe(text);
});

it.each([
  [112, 100, "count", "+12 %"],
  [97, 100, "count", "−3 %"],
  [100, 100, "count", "±0 %"],
  [999, 100, "count", "+899 %"],
  [1_000, 100, "count", "×10"],
  [3_000_000, 2, "count", "×1,500,000"],
  [5, 0, "count", null],
  [null, 5, "count", null],
  [0.119, 0.117, "ratio", "+0.2 points"],
  [0.01, 0.02, "ratio", "−1 point"],
  [0.25, 0, "ratio", "+25 points"],
  [0.25, 0.25, "ratio", "±0 points"],
] as const)("tells the change from %d to %d %s as %s", (now, then, unit, text) => {
  expect(formatChange(now, then, unit)).toBe(text);
});
