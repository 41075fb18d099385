import { expect, it } from "vitest";
import type { Operation } from "./operation";
import { usageByModel } from "./usage";

function call(model: string | null, input: number | null, cost: number | null): Operation {
  return {
    traceId: "trace",
    spanIds: ["span"],
    model,
    inputTokens: input,
    outputTokens: null,
    costUsd: cost,
    firstChunkNs: null,
  };
}

it("sums up calls by model, the most expensive first", () => {
  const usage = usageByModel([
    call("small", 10, 0.1),
    call("large", 5, 2),
    call("small", null, 0.2),
    call("embedding", 900, null),
    call(null, null, null),
  ]);
  expect(usage.map(({ model, calls }) => [model, calls])).toEqual([
    ["large", 1],
    ["small", 2],
    ["embedding", 1],
    [null, 1],
  ]);
  expect(usage[1]?.inputTokens).toBe(10);
  expect(usage[1]?.costUsd).toBeCloseTo(0.3);
  expect(usage[2]).toMatchObject({ inputTokens: 900, outputTokens: null, costUsd: null });
  expect(usage[3]).toMatchObject({ inputTokens: null, outputTokens: null, costUsd: null });
});

it("is empty where no model was called", () => {
  expect(usageByModel([])).toEqual([]);
});
