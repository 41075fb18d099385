import { describe, expect, it } from "vitest";
import type { WireStep, WireTranscript } from "../api/wire";
import { resultInShort, signatureOf, toTranscript } from "./transcript";

function step(type: WireStep["type"], more: Partial<WireStep> = {}): WireStep {
  return {
    type,
    start_time_unix_nano: "0",
    agent: null,
    depth: 0,
    role: null,
    text: null,
    reasoning: null,
    media: [],
    tool_calls: [],
    repeated_messages: 0,
    name: null,
    arguments: null,
    result: null,
    tool_call_id: null,
    operation: null,
    ...more,
  };
}

function run(name: string, isError: boolean): WireStep {
  return step("tool", {
    name,
    operation: {
      trace_id: "t",
      span_ids: ["s"],
      start_time_unix_nano: "0",
      duration_ns: 5,
      is_error: isError,
      request_model: null,
      response_model: null,
      input_tokens: null,
      output_tokens: null,
      cached_tokens: null,
      cost_usd: null,
      finish_class: null,
    },
  });
}

function conversation(...turns: WireStep[][]): WireTranscript {
  return {
    turns: turns.map((steps) => ({
      user_text: null,
      start_time_unix_nano: "0",
      duration_ns: 1,
      is_error: false,
      input_tokens: null,
      output_tokens: null,
      cached_tokens: null,
      cost_usd: null,
      context_tokens: null,
      steps,
    })),
  };
}

describe("the transcript", () => {
  it("says how long nothing happened before a turn", () => {
    const wire = conversation([step("reply")], [step("reply")], [step("reply")]);
    const starts = [1_000_000_000n, 32_000_000_000n, 50_000_000_000n];
    const turns = wire.turns.map((turn, index) => ({
      ...turn,
      start_time_unix_nano: String(starts[index]),
      duration_ns: 1e9,
    }));
    const items = toTranscript({ ...wire, turns });
    const idle = items.flatMap((item) => (item.type === "turn" ? [item.idleNs] : []));
    expect(idle).toEqual([null, 30e9, null]);
  });

  it("numbers turns and puts their steps below them", () => {
    const items = toTranscript(
      conversation(
        [step("message", { role: "user", text: "hi" }), step("reply", { text: "hello" })],
        [step("agent", { name: "planner" })],
      ),
    );
    expect(items.map((item) => item.type)).toEqual(["turn", "message", "reply", "turn", "agent"]);
    expect(items[3]).toMatchObject({ number: 2, costUsd: null });
  });

  it("groups tries of a failing tool, up to the one that succeeded", () => {
    const items = toTranscript(
      conversation([
        run("search", true),
        run("search", true),
        run("search", false),
        run("search", false),
        run("rank", true),
      ]),
    );
    const runs = items.flatMap((item) => (item.type === "tool" ? [item.runs.length] : []));
    expect(runs).toEqual([3, 1, 1]);
  });

  it("shows a request only where no run of it follows", () => {
    const ask = (...names: string[]) =>
      step("reply", { tool_calls: names.map((name) => ({ id: null, name, arguments: null })) });
    const items = toTranscript(
      conversation([ask("search", "rank"), run("search", false), ask("search"), step("reply")]),
    );
    const open = items.flatMap((item) =>
      item.type === "reply" ? [item.openRequests.map(({ name }) => name)] : [],
    );
    expect(open).toEqual([["rank"], ["search"], []]);
  });

  it("shows a request of an earlier conversation only where no result follows", () => {
    const asks = step("message", {
      role: "assistant",
      tool_calls: [{ id: "c", name: "search", arguments: null }],
    });
    const items = toTranscript(
      conversation([asks, step("tool", { name: "search", result: "3" }), step("reply"), asks]),
    );
    const open = items.flatMap((item) =>
      item.type === "message" ? [item.openRequests.length] : [],
    );
    expect(open).toEqual([0, 1]);
  });

  it("attributes a tool to the request of its own agent, not of one beside it", () => {
    const ask = step("reply", {
      depth: 1,
      tool_calls: [{ id: null, name: "search", arguments: null }],
    });
    const items = toTranscript(
      conversation([ask, step("reply", { depth: 0, text: "done" }), run("search", false)]),
    );
    expect(items[1]).toMatchObject({ openRequests: [{ name: "search" }], requestCount: 1 });
  });

  it("leaves unknown what the telemetry does not report", () => {
    const [, reply, tool] = toTranscript(conversation([step("reply"), step("tool")]));
    expect(reply).toMatchObject({
      text: null,
      reasoning: null,
      media: [],
      call: null,
      role: "message",
    });
    expect(tool).toMatchObject({ runs: [{ name: "", arguments: null, result: null }] });
  });

  it("reads 50 000 replies, each with an unanswered request", () => {
    const asks = step("reply", { tool_calls: [{ id: null, name: "search", arguments: null }] });
    const items = toTranscript(conversation(Array.from({ length: 50_000 }, () => asks)));
    expect(items.length).toBe(50_001);
    expect(items.at(-1)).toMatchObject({ openRequests: [{ name: "search" }] });
  });

  it("keeps a try by another agent apart", () => {
    const items = toTranscript(
      conversation([run("search", true), { ...run("search", true), agent: "other" }]),
    );
    expect(items).toHaveLength(3);
  });
});

it.each([
  [null, "f()"],
  [{ query: "tea", limit: 3 }, 'f(query="tea", limit=3)'],
  [["a"], 'f(["a"])'],
  ["plain", 'f("plain")'],
])("writes the call with %j as %s", (given, line) => {
  expect(signatureOf("f", given)).toBe(line);
});

it("truncates long arguments", () => {
  expect(signatureOf("f", { text: "x".repeat(500) })).toHaveLength(103);
});

it.each([
  [null, null],
  [[1, 2, 3], "3 items"],
  [["a"], "1 item"],
  ["two\n lines", "two lines"],
  [{ ok: true }, '{"ok":true}'],
  [0, "0"],
])("tells the result %j as %j", (result, words) => {
  expect(resultInShort(result)).toBe(words);
});

it("reads of an enormous value no more than is shown", () => {
  const large = "0123456789 ".repeat(500_000);
  const records = Array.from({ length: 5_000 }, (_, id) => ({ id, text: "some words" }));
  expect(resultInShort(large)).toMatch(/^0123456789 .*…$/);
  expect(resultInShort({ records })).toBe("1 field");
  expect(signatureOf("f", { large, records })).toMatch(/^f\(large="0123456789 .*…\)$/);
  expect(signatureOf("f", { records, n: 1 })).toBe("f(records=[…], n=1)");
});
