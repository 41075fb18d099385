/** The course of a conversation: where its turns begin, and how much the model was given each time. */

import type { SpanTable } from "./spans";
import type { TranscriptItem } from "./transcript";

export interface Course {
  /** Where each turn begins, in nanoseconds from the table's base. */
  turns: number[];
  /** The input tokens of each model call that tells them, from its start on. */
  context: { at: number; size: number }[];
}

/** Of agents in agents the outermost counts: the others have contexts of their own. */
export function courseOf(items: readonly TranscriptItem[], table: SpanTable): Course {
  const at = (startNs: bigint) => Number(startNs - table.baseNs);
  const replies = items.flatMap((item) =>
    item.type === "reply" && item.call && item.call.inputTokens !== null
      ? [{ at: at(item.startNs), size: item.call.inputTokens, depth: item.depth }]
      : [],
  );
  const outermost = replies.reduce((least, { depth }) => Math.min(least, depth), Infinity);
  return {
    turns: items.flatMap((item) => (item.type === "turn" ? [at(item.startNs)] : [])),
    context: replies
      .filter(({ depth }) => depth === outermost)
      .map(({ at, size }) => ({ at, size }))
      .sort((one, other) => one.at - other.at),
  };
}
