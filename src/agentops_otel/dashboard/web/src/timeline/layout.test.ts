import { expect, it } from "vitest";
import { indentOf, MIN_BAR_PX, placeBar } from "./layout";
import { scaleOf } from "./scale";

const scale = scaleOf({ from: 0, to: 1_000 }, 1_000);

it("draws a span where it happened", () => {
  expect(placeBar(scale, 100, 200)).toEqual({ left: 100, width: 200 });
});

it("keeps a span of zero duration visible, even at the very end", () => {
  expect(placeBar(scale, 500, 0)?.width).toBe(MIN_BAR_PX);
  expect(placeBar(scale, 1_000, 0)?.left).toBe(1_000 - MIN_BAR_PX);
});

it("cuts a bar at the edges of the view", () => {
  expect(placeBar(scaleOf({ from: 400, to: 600 }, 200), 0, 1_000)).toEqual({
    left: 0,
    width: 200,
  });
});

it("draws nothing for a span outside the view", () => {
  expect(placeBar(scaleOf({ from: 400, to: 600 }, 200), 0, 399)).toBeNull();
  expect(placeBar(scaleOf({ from: 400, to: 600 }, 200), 601, 9)).toBeNull();
});

it("draws nothing before the lane has been measured", () => {
  expect(placeBar(scaleOf({ from: 0, to: 1 }, 0), 0, 1)).toBeNull();
});

it("indents names by less and less below the upper levels", () => {
  expect([0, 1, 8].map(indentOf)).toEqual([0, 14, 112]);
  expect(indentOf(9)).toBeGreaterThan(indentOf(8));
  expect(indentOf(500)).toBeGreaterThan(indentOf(499));
  expect(indentOf(10_000)).toBeLessThan(168);
});
