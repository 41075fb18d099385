/** The conversation of one operation: a model's messages, or a tool's input and output. */

import type { WireToldOperation } from "../api/wire";
import type { Medium } from "./media";
import type { Known } from "./numbers";

/** A tool that a model asks for, with its arguments. */
export interface ToolRequest {
  name: string;
  arguments: unknown;
}

export interface ExchangeMessage {
  role: string;
  text: Known<string>;
  reasoning: Known<string>;
  media: Medium[];
  /** The tools that the message asks for. */
  requests: ToolRequest[];
  /** Name of the tool whose result the message is. */
  answers: Known<string>;
}

interface Exchange {
  input: ExchangeMessage[];
  output: ExchangeMessage[];
  arguments: unknown;
  result: unknown;
  /** From the operation's start to the first chunk of a streamed answer. */
  firstChunkNs: Known<number>;
  model: Known<string>;
  inputTokens: Known<number>;
  outputTokens: Known<number>;
  cachedTokens: Known<number>;
  reasoningTokens: Known<number>;
  costUsd: Known<number>;
  finishReason: Known<string>;
}

export function toExchange(wire: WireToldOperation): Exchange {
  const names = new Map<string, string>();
  const toMessage = (message: WireToldOperation["input_messages"][number]): ExchangeMessage => {
    for (const { id, name } of message.tool_calls) if (id && name) names.set(id, name);
    return {
      role: message.role,
      text: message.text,
      reasoning: message.reasoning,
      media: message.media,
      requests: message.tool_calls.map((call) => ({
        name: call.name ?? "a tool",
        arguments: call.arguments ?? null,
      })),
      answers: names.get(message.tool_call_id ?? "") ?? null,
    };
  };
  return {
    input: wire.input_messages.map(toMessage),
    output: wire.output_messages.map(toMessage),
    arguments: wire.arguments ?? null,
    result: wire.result ?? null,
    firstChunkNs: wire.time_to_first_chunk_ns,
    model: wire.response_model ?? wire.request_model,
    inputTokens: wire.input_tokens,
    outputTokens: wire.output_tokens,
    cachedTokens: wire.cached_tokens,
    reasoningTokens: wire.reasoning_tokens,
    costUsd: wire.cost_usd,
    finishReason: wire.finish_reason,
  };
}
