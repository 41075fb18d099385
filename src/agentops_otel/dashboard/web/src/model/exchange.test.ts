import { expect, it } from "vitest";
import type { WireToldOperation } from "../api/wire";
import { toExchange } from "./exchange";

type WireMessage = WireToldOperation["input_messages"][number];

function message(role: string, more: Partial<WireMessage> = {}): WireMessage {
  return {
    role,
    text: null,
    reasoning: null,
    media: [],
    tool_calls: [],
    tool_call_id: null,
    ...more,
  };
}

function told(...messages: WireMessage[]): WireToldOperation {
  return {
    input_messages: messages,
    output_messages: [],
    time_to_first_chunk_ns: null,
  } as unknown as WireToldOperation;
}

it("names the tool behind a result by the id of the request before it", () => {
  const { input } = toExchange(
    told(
      message("assistant", { tool_calls: [{ id: "c1", name: "search", arguments: { q: 1 } }] }),
      message("tool", { tool_call_id: "c1", text: "3 found" }),
      message("tool", { tool_call_id: "unheard of" }),
    ),
  );
  expect(input.map(({ answers }) => answers)).toEqual([null, "search", null]);
  expect(input[0]?.requests).toEqual([{ name: "search", arguments: { q: 1 } }]);
});

it("makes up neither a name nor a result", () => {
  const call = toExchange(
    told(message("assistant", { tool_calls: [{ id: null, name: null, arguments: null }] })),
  );
  expect(call.input[0]?.requests).toEqual([{ name: "a tool", arguments: null }]);
  expect(call).toMatchObject({ output: [], arguments: null, result: null, firstChunkNs: null });
});
