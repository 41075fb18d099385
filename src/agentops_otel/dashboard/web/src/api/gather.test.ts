import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Changes, gatherer } from "./gather";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function told() {
  const all: [string[], boolean][] = [];
  const tell = ({ sessionIds, isEverything }: Changes) =>
    void all.push([[...sessionIds], isEverything]);
  return { all, add: gatherer(tell, 1_000) };
}

it("reports the first change at once", () => {
  const { all, add } = told();
  add(["a"]);
  expect(all).toEqual([[["a"], false]]);
});

it("reports the changes in between once, after the rest", () => {
  const { all, add } = told();
  add(["a"]);
  add(["b"]);
  add(["b", "c"], true);
  expect(all).toHaveLength(1);
  vi.advanceTimersByTime(1_000);
  expect(all[1]).toEqual([["b", "c"], true]);
});

it("reports nothing while nothing changes, then at once again", () => {
  const { all, add } = told();
  add(["a"]);
  vi.advanceTimersByTime(5_000);
  expect(all).toHaveLength(1);
  add(["b"]);
  expect(all).toHaveLength(2);
});
