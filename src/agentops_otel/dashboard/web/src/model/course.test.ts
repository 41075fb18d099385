import { expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { courseOf } from "./course";
import type { Call, TranscriptItem } from "./transcript";

const { table } = spansOf([{ start: 0, duration: 100 }]);

function turn(at: number): TranscriptItem {
  return {
    type: "turn",
    number: 1,
    startNs: table.baseNs + BigInt(at),
    durationNs: 1,
    idleNs: null,
    isError: false,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    hasReplies: true,
    contextTokens: null,
  };
}

function reply(at: number, inputTokens: number | null, depth = 0): TranscriptItem {
  return {
    type: "reply",
    startNs: table.baseNs + BigInt(at),
    agent: null,
    depth,
    call: { inputTokens } as Call,
    role: "assistant",
    text: null,
    reasoning: null,
    media: [],
    openRequests: [],
    requestCount: 0,
    repeated: 0,
  };
}

it("lists in time order where turns begin and how large the model's input was", () => {
  expect(courseOf([turn(0), reply(20, 9), reply(10, 5), turn(50), reply(60, null)], table)).toEqual(
    {
      turns: [0, 50],
      context: [
        { at: 10, size: 5 },
        { at: 20, size: 9 },
      ],
    },
  );
});

it("ignores the calls of nested agents", () => {
  const { context } = courseOf([reply(10, 5, 1), reply(20, 90, 2), reply(30, 6, 1)], table);
  expect(context.map(({ size }) => size)).toEqual([5, 6]);
});

it("handles any number of calls", () => {
  expect(courseOf(Array(500_000).fill(reply(10, 5)), table).context).toHaveLength(500_000);
});

it("is empty without a conversation", () => {
  expect(courseOf([], table)).toEqual({ turns: [], context: [] });
});
