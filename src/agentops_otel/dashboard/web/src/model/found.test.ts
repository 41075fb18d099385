import { expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { type Found, rowsOfFound } from "./found";

const { table, tree } = spansOf([
  { start: 0, duration: 100 },
  { parent: 0, start: 60, duration: 5 },
  { parent: 0, start: 10, duration: 5 },
]);

function found(...spanIds: string[]): Found {
  return { spans: spanIds.map((spanId) => ({ spanId, traceId: "trace" })), isCapped: false };
}

it("has its rows in display order", () => {
  expect(rowsOfFound(found("span1", "span0", "span2"), table, tree)).toEqual([0, 2, 1]);
});

it("leaves out spans that the table does not have yet", () => {
  expect(rowsOfFound(found("span2", "to come"), table, tree)).toEqual([2]);
});
