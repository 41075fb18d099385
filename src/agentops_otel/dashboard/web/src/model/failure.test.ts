import { expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { firstFailure } from "./failure";

it("is where the error began, not the callers it passed through", () => {
  const { table, tree } = spansOf([
    { name: "run", start: 0, duration: 100, status: "error" },
    { name: "agent", parent: 0, start: 10, duration: 50, status: "error" },
    { name: "tool", parent: 1, start: 20, duration: 10, status: "error" },
    { name: "other", parent: 0, start: 70, duration: 10, status: "error" },
  ]);
  expect(firstFailure(table, tree)).toEqual({ row: 2, isOvercome: false });
});

it("is not an error that its caller caught", () => {
  const { table, tree } = spansOf([
    { name: "run", start: 0, duration: 100, status: "error" },
    { name: "agent", parent: 0, start: 10, duration: 50 },
    { name: "tool", parent: 1, start: 20, duration: 10, status: "error" },
    { name: "other", parent: 0, start: 70, duration: 10, status: "error" },
  ]);
  expect(firstFailure(table, tree)).toEqual({ row: 3, isOvercome: false });
});

it("is the last of several tries, and none that succeeded when retried", () => {
  const { table, tree } = spansOf([
    { name: "run", start: 0, duration: 100, status: "error" },
    { name: "search", parent: 0, start: 0, duration: 10, status: "error" },
    { name: "search", parent: 0, start: 10, duration: 10 },
    { name: "pay", parent: 0, start: 30, duration: 10, status: "error" },
    { name: "pay", parent: 0, start: 45, duration: 10, status: "error" },
  ]);
  expect(firstFailure(table, tree)).toEqual({ row: 4, isOvercome: false });
});

it("is the first of several parallel failures", () => {
  const { table, tree } = spansOf([
    { name: "run", start: 0, duration: 100, status: "error" },
    { name: "fetch", parent: 0, start: 0, duration: 50, status: "error" },
    { name: "fetch", parent: 0, start: 1, duration: 20, status: "error" },
  ]);
  expect(firstFailure(table, tree)).toEqual({ row: 2, isOvercome: false });
});

it("is the agent itself where every failure below it was retried with success", () => {
  const { table, tree } = spansOf([
    { name: "run", start: 0, duration: 100, status: "error" },
    { name: "search", parent: 0, start: 0, duration: 10, status: "error" },
    { name: "search", parent: 0, start: 10, duration: 10 },
  ]);
  expect(firstFailure(table, tree)).toEqual({ row: 0, isOvercome: false });
});

it("was overcome where the session went on", () => {
  const { table, tree } = spansOf([
    { name: "run", start: 0, duration: 100, status: "ok" },
    { name: "search", parent: 0, start: 0, duration: 10, status: "error" },
  ]);
  expect(firstFailure(table, tree)).toEqual({ row: 1, isOvercome: true });
});

it("propagates to a parent that is missing", () => {
  const { table, tree } = spansOf([
    { name: "search", start: 0, duration: 10, status: "error" },
    { name: "answer", start: 20, duration: 10 },
  ]);
  expect(firstFailure(table, tree)).toEqual({ row: 0, isOvercome: false });
});

it("is null where nothing failed", () => {
  const { table, tree } = spansOf([{ start: 0, duration: 1, status: "ok" }]);
  expect(firstFailure(table, tree)).toBeNull();
});
