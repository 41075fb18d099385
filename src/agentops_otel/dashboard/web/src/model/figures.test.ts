import { expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { firstChunksOf, sumFigures } from "./figures";
import type { Operation } from "./operation";

function call(spanIds: string[], tokens: number | null, cost: number | null): Operation {
  return {
    traceId: "trace",
    spanIds,
    model: null,
    inputTokens: tokens,
    outputTokens: null,
    costUsd: cost,
    firstChunkNs: null,
  };
}

const { table, tree } = spansOf([
  { start: 0, duration: 100 },
  { parent: 0, start: 0, duration: 50 },
  { parent: 1, start: 0, duration: 20 },
  { parent: 0, start: 60, duration: 20 },
]);

it("adds what is below a span to its own", () => {
  const { tokens, costs } = sumFigures(table, tree, [
    call(["span2"], 10, 0.5),
    call(["span1"], 5, null),
  ]);
  expect([...tokens]).toEqual([15, 15, 10, Number.NaN]);
  expect([...costs]).toEqual([0.5, 0.5, 0.5, Number.NaN]);
});

it("counts a call that two spans describe once, on the first that exists", () => {
  const { tokens } = sumFigures(table, tree, [call(["elsewhere", "span3", "span2"], 7, null)]);
  expect([...tokens]).toEqual([7, Number.NaN, Number.NaN, 7]);
});

it("has the first chunk of a streamed call at each of its spans", () => {
  const streamed = { ...call(["span1", "span2"], null, null), firstChunkNs: 7 };
  expect([...firstChunksOf([call(["span0"], 1, null), streamed], table)]).toEqual([
    [1, 7],
    [2, 7],
  ]);
});
