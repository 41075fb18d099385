/** The course of a conversation: where its turns begin, and the size of each model input. */

import type { SpanTable } from "./spans";
import type { TranscriptItem } from "./transcript";

interface Course {
  /** Start of each turn, in nanoseconds from the table's base. */
  turns: number[];
  /** The input tokens of each model call that reports them, from its start on. */
  context: { at: number; size: number }[];
}

/** Only the outermost agent counts: nested agents have contexts of their own. */
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
