import { describe, expect, it } from "vitest";
import { type RowWindow, settled, shifted, slotsOf, windowOver } from "./rowWindow";

const COUNT = 1_000;

function drawn(window: RowWindow, count = COUNT): number[] {
  return slotsOf(window, count)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

function inDocument(window: RowWindow, count = COUNT): number[] {
  return slotsOf(window, count).map(({ index }) => index);
}

function from(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

describe("the window over a list", () => {
  it("draws what is in view and a few rows around it", () => {
    expect(drawn(windowOver(0, 10))).toEqual(from(0, 14));
    expect(drawn(windowOver(100.5, 10))).toEqual(from(96, 114));
    expect(drawn(windowOver(990, 10))).toEqual(from(986, 999));
  });

  it("keeps the slot of each row that stays in view", () => {
    const before = windowOver(100, 10);
    const after = shifted(before, 103);
    const slots = new Map(slotsOf(before, COUNT).map(({ slot, index }) => [index, slot]));
    const kept = slotsOf(after, COUNT).filter(({ index }) => slots.has(index));

    expect(drawn(after)).toEqual(from(99, 117));
    expect(kept).toHaveLength(16);
    expect(kept.every(({ slot, index }) => slots.get(index) === slot)).toBe(true);
  });

  it("moves no element while it is scrolled, and puts them in order at rest", () => {
    const before = windowOver(100, 10);
    const after = shifted(before, 90);
    const slots = (window: RowWindow) => slotsOf(window, COUNT).map(({ slot }) => slot);

    expect(slots(after)).toEqual(slots(before));
    expect(inDocument(settled(after))).toEqual(from(86, 104));
  });

  it("draws nothing around the view after a jump until it rests", () => {
    const after = shifted(windowOver(100, 10), 500);

    expect(drawn(after)).toEqual(from(500, 510));
    expect(inDocument(settled(after))).toEqual(from(496, 514));
  });

  it("draws the end of a list that became shorter than it was scrolled", () => {
    expect(drawn(windowOver(500, 10), 100)).toEqual(from(86, 99));
    expect(drawn(windowOver(500, 10), 3)).toEqual([0, 1, 2]);
    expect(drawn(windowOver(0, 10), 0)).toEqual([]);
  });

  it("is the same as before if the view still begins at the same row", () => {
    const window = windowOver(100, 10);

    expect(shifted(window, 100.9)).toBe(window);
    expect(settled(window)).toBe(window);
  });
});
