import { expect, it } from "vitest";
import { hold } from "./held";

const row = (id: string, state = "running") => ({ id, state });

it("updates rows in place and lets new ones wait", () => {
  const held = hold([row("b"), row("a")], [row("c"), row("a", "success"), row("b")]);
  expect(held).toEqual({ rows: [row("b"), row("a", "success")], arrivals: 1 });
});

it("keeps a row that newer ones pushed off the page", () => {
  expect(hold([row("a")], [row("b")]).rows).toEqual([row("a")]);
});

it("lets the first rows into an empty list at once", () => {
  expect(hold([], [row("a")])).toEqual({ rows: [row("a")], arrivals: 0 });
});
