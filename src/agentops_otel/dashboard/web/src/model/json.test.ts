import { expect, test } from "vitest";
import { fits } from "./json";

test("a value fits if all of its parts do", () => {
  const value = { role: "user", parts: [{ type: "text", content: "x".repeat(100) }] };
  expect(fits(value, 200)).toBe(true);
  expect(fits(value, 100)).toBe(false);
  expect(fits("x".repeat(50), 40)).toBe(false);
  expect(fits(null, 10)).toBe(true);
});

test("many small parts are large together", () => {
  expect(
    fits(
      Array.from({ length: 1_000 }, () => 1),
      2_000,
    ),
  ).toBe(false);
  expect(fits(Object.fromEntries(Array.from({ length: 100 }, (_, n) => [n, {}])), 200)).toBe(false);
});
