import { findRow, type SpanTable } from "../../model/spans";
import type { TranscriptItem } from "../../model/transcript";

/** Return the rows of all spans that an item stands for. */
export function rowsOf(item: TranscriptItem, table: SpanTable): number[] {
  if (item.type === "turn") return [];
  const calls = item.type === "tool" ? item.runs.map(({ call }) => call) : [item.call];
  return calls
    .flatMap((call) => call?.spanIds.map((id) => findRow(table, id, call.traceId)) ?? [])
    .filter((row) => row >= 0);
}
