/** An operation's duration, tokens and cost, and the spans that describe it. */

import type { WireOperation } from "../api/wire";
import type { Known } from "./numbers";

export interface Operation {
  traceId: string;
  /** More than one where several instrumentations describe the same call; the fullest first. */
  spanIds: string[];
  model: Known<string>;
  inputTokens: Known<number>;
  outputTokens: Known<number>;
  costUsd: Known<number>;
  /** From the operation's start to the first chunk of a streamed answer. */
  firstChunkNs: Known<number>;
}

export function toOperation(wire: WireOperation): Operation {
  return {
    traceId: wire.trace_id,
    spanIds: wire.span_ids,
    model: wire.response_model ?? wire.request_model,
    inputTokens: wire.input_tokens,
    outputTokens: wire.output_tokens,
    costUsd: wire.cost_usd,
    firstChunkNs: wire.time_to_first_chunk_ns,
  };
}
