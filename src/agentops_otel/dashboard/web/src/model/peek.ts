/** What a session was about, told by its operations: the question, the answer, what failed. */

import type { WireOperation } from "../api/wire";
import type { Known } from "./numbers";

export interface Failed {
  name: string;
  /** How many operations of the name failed. */
  count: number;
  /** The span of the first of them; null where only a log record tells of it. */
  span: Known<{ id: string; traceId: string }>;
}

export interface Peek {
  /** The first text of a user. */
  asked: Known<string>;
  /** The last text of a model. */
  answered: Known<string>;
  /** By name, the one that failed first leading. */
  failed: Failed[];
}

/** Sum up operations that are in order of their start. */
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
