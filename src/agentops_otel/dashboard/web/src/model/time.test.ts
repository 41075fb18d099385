import { describe, expect, it, vi } from "vitest";
import {
  formatAge,
  formatAligned,
  formatDuration,
  formatExact,
  formatLiteral,
  formatMoment,
  formatOffset,
  formatTick,
  tickFormat,
} from "./time";

const NOON = 1_795_521_600_123_456_789n; // 2026-11-24T12:00:00.123456789Z

describe("formatMoment", () => {
  it("makes no formatter for each of many moments", () => {
    formatMoment(NOON, "local");
    const made = vi.spyOn(Intl, "DateTimeFormat");
    for (let hour = 0n; hour < 100n; hour++)
      formatMoment(NOON + hour * 3_600_000_000_000n, "local");
    expect(made).not.toHaveBeenCalled();
    made.mockRestore();
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0 s"],
    [840, "840 ns"],
    [1_500, "1.5 µs"],
    [999_499, "999 µs"],
    [999_600, "1 ms"],
    [12_345_678, "12.3 ms"],
    [999_600_000, "1 s"],
    [4_560_000_000, "4.56 s"],
    [59_949_000_000, "59.9 s"],
    [59_950_000_000, "1 m 00 s"],
    [184_000_000_000, "3 m 04 s"],
    [8_040_000_000_000, "2 h 14 m"],
    [273_600_000_000_000, "3 d 04 h"],
    [-2_000_000, "−2 ms"],
  ])("writes %i ns as %s", (ns, text) => {
    expect(formatDuration(ns)).toBe(text);
  });
});

it.each([
  [0, "0 s"],
  [840, "840 ns"],
  [1_500, "1.50 µs"],
  [40_000_000, "40.0 ms"],
  [861_000_000, "861 ms"],
  [1_000_000_000, "1.00 s"],
  [23_000_000_000, "23.0 s"],
  [12_400_000_000, "12.4 s"],
  [-2_000_000, "−2.00 ms"],
  [184_000_000_000, "3 m 04 s"],
])("aligns %i ns in a column as %s", (ns, text) => {
  expect(formatAligned(ns)).toBe(text);
});

it.each([
  [0, "0"],
  [1_500_000_000, "1.5 s"],
  [60_000_000_000, "1:00"],
  [7_324_000_000_000, "2:02:04"],
  [61_250_000_000, "1:01.25"],
  [-90_000_000_000, "−1:30"],
])("writes an offset of %i ns as %s", (ns, text) => {
  expect(formatOffset(ns)).toBe(text);
});

describe("moments", () => {
  it("keep all nine decimals where they are exact", () => {
    expect(formatExact(NOON)).toBe("2026-11-24T12:00:00.123456789Z");
  });

  it("omit meaningless decimals in a filter", () => {
    expect(formatLiteral(NOON)).toBe("2026-11-24T12:00:00.123456789Z");
    expect(formatLiteral(NOON - 123_456_789n)).toBe("2026-11-24T12:00:00Z");
    expect(formatLiteral(NOON - 23_456_789n)).toBe("2026-11-24T12:00:00.1Z");
  });

  it("have on an axis only what distinguishes its ticks", () => {
    const day = 86_400e9;
    expect(formatTick(NOON, "utc", day / 1_440)).toBe("12:00:00");
    expect(formatTick(NOON, "utc", day)).toBe("12:00");
    expect(formatTick(NOON, "utc", 30 * day)).toBe("24 Nov");
    expect(formatTick(NOON, "utc", 900 * day)).toBe("Nov 2026");
  });

  it("have the day on an axis whose clock alone would not tell the days apart", () => {
    const hour = 3_600_000_000_000n;
    const label = (from: bigint, to: bigint) => tickFormat(from, to, "utc")(from);
    const midnight = BigInt(Date.UTC(2026, 10, 24)) * 1_000_000n;
    expect(label(midnight, midnight + 24n * hour)).toBe("00:00");
    expect(label(NOON, NOON + 24n * hour)).toBe("24 Nov, 12:00");
    expect(label(NOON, NOON + 72n * hour)).toBe("24 Nov");
  });

  it("omit the current year", () => {
    const sameYear = Date.UTC(2026, 1, 1);
    const nextYear = Date.UTC(2027, 1, 1);
    expect(formatMoment(NOON, "utc", sameYear)).toBe("24 Nov, 12:00:00");
    expect(formatMoment(NOON, "utc", nextYear)).toBe("24 Nov 2026, 12:00:00");
  });

  it("have an age in the largest whole unit", () => {
    const later = Number(NOON / 1_000_000n);
    expect(formatAge(NOON, later + 59_000)).toBe("59 seconds ago");
    expect(formatAge(NOON, later + 3 * 60_000)).toBe("3 minutes ago");
    expect(formatAge(NOON, later + 26 * 3_600_000)).toBe("1 day ago");
    expect(formatAge(NOON, later + 47 * 3_600_000)).toBe("1 day ago");
    expect(formatAge(NOON, later)).toBe("now");
  });
});
