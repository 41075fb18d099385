/** What a session was about, from its operations: the question, the answer, the failures. */

import type { WireOperation } from "../api/wire";
import type { Known } from "./numbers";

export interface Failed {
  name: string;
  /** How many operations of this name failed. */
  count: number;
  /** The span of the first of them; null where only a log record describes it. */
  span: Known<{ id: string; traceId: string }>;
}

interface Peek {
  /** The first text by a user. */
  asked: Known<string>;
  /** The last text by a model. */
  answered: Known<string>;
  /** By name, in the order of the first failure. */
  failed: Failed[];
}

/** Summarise operations, which come in the order of their start. */
export function toPeek(operations: readonly WireOperation[]): Peek {
  const failed = new Map<string, Failed>();
  for (const { name, is_error, span_ids, trace_id } of operations) {
    if (!is_error) continue;
    const id = span_ids[0];
    const first = failed.get(name);
    if (first) first.count++;
    else failed.set(name, { name, count: 1, span: id ? { id, traceId: trace_id } : null });
  }
  return {
    asked: operations.find((each) => each.last_user_text)?.last_user_text ?? null,
    answered: operations.findLast((each) => each.assistant_text)?.assistant_text ?? null,
    failed: [...failed.values()],
  };
}
