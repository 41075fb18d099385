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

it("tells of the first change at once", () => {
  const { all, add } = told();
  add(["a"]);
  expect(all).toEqual([[["a"], false]]);
});

it("tells of what came in the meantime once, when it may", () => {
  const { all, add } = told();
  add(["a"]);
  add(["b"]);
  add(["b", "c"], true);
  expect(all).toHaveLength(1);
  vi.advanceTimersByTime(1_000);
  expect(all[1]).toEqual([["b", "c"], true]);
});

it("is silent while nothing changes, and then quick again", () => {
  const { all, add } = told();
  add(["a"]);
  vi.advanceTimersByTime(5_000);
  expect(all).toHaveLength(1);
  add(["b"]);
  expect(all).toHaveLength(2);
});
