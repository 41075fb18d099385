import { expect, it } from "vitest";
import { crowdedSteps } from "./starts";

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
