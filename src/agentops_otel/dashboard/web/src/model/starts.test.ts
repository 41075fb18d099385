import { expect, it } from "vitest";
import { periodOver } from "./analytics";
import { crowdedSteps, ticksOf } from "./starts";

function counts(length: number, filled: Record<number, number>): number[] {
  return Array.from({ length }, (_, step) => filled[step] ?? 0);
}

function crowded(steps: number[]) {
  return crowdedSteps(
    steps,
    steps.reduce((sum, count) => sum + count, 0),
  );
}

it("finds the few steps in which nearly all sessions started", () => {
  expect(crowded(counts(90, { 0: 1, 88: 20, 89: 5 }))).toEqual({ first: 88, last: 89 });
  expect(crowded(counts(90, { 3: 50, 5: 1, 89: 2 }))).toEqual({ first: 3, last: 3 });
});

it("keeps a histogram whole that is clear enough", () => {
  expect(crowded(counts(90, { 0: 1, 89: 1 }))).toBeNull();
  expect(crowded(Array.from({ length: 90 }, () => 3))).toBeNull();
  expect(crowded(counts(90, { 20: 10, 60: 10 }))).toBeNull();
});

it("finds nothing without starts", () => {
  expect(crowded(counts(90, {}))).toBeNull();
  expect(crowded([])).toBeNull();
});

it("includes sessions that are already out of view in the total", () => {
  expect(crowdedSteps(counts(90, { 0: 2, 89: 18 }), 20)).toEqual({ first: 89, last: 89 });
  expect(crowdedSteps(counts(90, { 0: 2, 89: 17 }), 20)).toBeNull();
});

it("labels the start of the step in the middle at its own place", () => {
  const at = (minute: number) => BigInt(Date.UTC(2026, 10, 24, 12, minute)) * 1_000_000n;
  expect(ticksOf(periodOver(at(0), at(2), 90), "utc")).toEqual([
    { place: 0, text: "12:00:00" },
    { place: 1 / 3, text: "12:01:00" },
    { place: 1, text: "12:03:00" },
  ]);
  expect(ticksOf(periodOver(at(0), at(0), 90), "utc")).toEqual([
    { place: 0, text: "12:00:00" },
    { place: 1, text: "12:01:00" },
  ]);
});

it("tells the days of a night apart", () => {
  const evening = BigInt(Date.UTC(2026, 10, 24, 22)) * 1_000_000n;
  const ticks = ticksOf(periodOver(evening, evening + 4n * 3_600_000_000_000n, 90), "utc");
  expect(ticks.at(0)?.text).toBe("24 Nov, 22:00");
  expect(ticks.at(-1)?.text).toMatch(/^25 Nov, 02:/);
});
