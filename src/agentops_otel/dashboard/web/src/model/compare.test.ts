import { describe, expect, it } from "vitest";
import type { WireOperation, WireSession } from "../api/wire";
import { agreement, differingTexts, formatDelta, type Pair, toComparison } from "./compare";
import { formatCount } from "./numbers";

function operation(more: Partial<WireOperation>): WireOperation {
  return {
    kind: "llm",
    name: "chat",
    trace_id: "t",
    span_ids: ["s1", "s2"],
    start_time_unix_nano: "0",
    duration_ns: 5,
    is_error: false,
    provider: null,
    request_model: null,
    response_model: null,
    response_id: null,
    input_tokens: null,
    output_tokens: null,
    cached_tokens: null,
    cache_write_tokens: null,
    reasoning_tokens: null,
    cost_usd: null,
    cost_source: null,
    finish_reason: null,
    finish_class: null,
    time_to_first_chunk_ns: null,
    last_user_text: null,
    assistant_text: null,
    tool_calls: [],
    arguments: null,
    result: null,
    agent: null,
    ...more,
  };
}

const SESSION = {
  id: "s",
  start_time_unix_nano: "0",
  tags: [],
  models: [],
} as unknown as WireSession;

function pairOf(a: WireOperation | null, b: WireOperation | null): Pair {
  const wire = { a: SESSION, b: SESSION, pairs: [{ a, b }], first_divergence: 0, is_capped: false };
  return toComparison(wire).pairs[0] as Pair;
}

describe("a pair", () => {
  it("is named by the side that exists", () => {
    expect(pairOf(null, operation({ kind: "tool", name: "search" }))).toMatchObject({
      kind: "tool",
      name: "search",
      a: null,
      b: { spanId: "s1", tokens: null },
    });
  });

  it("lists the texts that differ, with structure written out", () => {
    const a = operation({ assistant_text: "yes", arguments: { q: 1 }, last_user_text: "same" });
    const b = operation({ assistant_text: "no", arguments: { q: 2 }, last_user_text: "same" });
    const pair = pairOf(a, b);
    expect(differingTexts(pair)).toEqual(["arguments", "answer"]);
    expect(pair.a?.texts.arguments).toBe('{\n  "q": 1\n}');
  });
});

it("tells of sessions that did the same where their texts differ", () => {
  const same = operation({ last_user_text: "why?", assistant_text: "yes", arguments: { q: 1 } });
  const pairs = [
    pairOf(same, same),
    pairOf(same, { ...same, assistant_text: "no" }),
    pairOf(same, { ...same, arguments: { q: 2 }, assistant_text: "no" }),
    pairOf(same, { ...same, last_user_text: "how?" }),
  ];
  const upTo = (count: number) => agreement(pairs.slice(0, count));
  expect(upTo(1)).toBe("Both did the same 1 operation.");
  expect(upTo(2)).toBe("Both did the same 2 operations; 1 of them differs in its answer.");
  expect(upTo(3)).toBe(
    "Both did the same 3 operations; 2 of them differ in their arguments or answer.",
  );
  expect(upTo(4)).toBe(
    "Both did the same 4 operations; 3 of them differ in their question, arguments or answer.",
  );
});

it.each([
  [1, 4, "+3"],
  [4, 1, "−3"],
  [2, 2, "±0"],
  [null, 2, null],
  [2, undefined, null],
])("from %s to %s is %s", (a, b, text) => {
  expect(formatDelta(a, b, formatCount)).toBe(text);
});
