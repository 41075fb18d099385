/** The span events of a session, each at the row of its span. */

import type { WireEvent } from "../api/wire";
import { findRow, type SpanTable } from "./spans";

/** A span event and the span that it is on. */
export interface TimedEvent {
  name: string;
  traceId: string;
  spanId: string;
  timeNs: bigint;
}

export function toTimedEvent(wire: WireEvent): TimedEvent {
  return {
    name: wire.name,
    traceId: wire.trace_id,
    spanId: wire.span_id,
    timeNs: BigInt(wire.time_unix_nano),
  };
}

export interface SpanMark {
  /** Row of the span that it is on. */
  row: number;
  /** Which event of the span it is, by time from 0 on. */
  number: number;
  name: string;
  /** Nanoseconds from the session's base. */
  atNs: number;
  isError: boolean;
}

/** Events whose span is not in the table (yet) are left out. */
export function toMarks(events: readonly TimedEvent[], table: SpanTable): SpanMark[] {
  const counts = new Map<number, number>();
  const marks: SpanMark[] = [];
  for (const { name, spanId, traceId, timeNs } of events) {
    const row = findRow(table, spanId, traceId);
    if (row < 0) continue;
    const number = counts.get(row) ?? 0;
    counts.set(row, number + 1);
    const atNs = Number(timeNs - table.baseNs);
    marks.push({ row, number, name, atNs, isError: name === "exception" });
  }
  return marks;
}

/** The marks by the row of their span. */
export function marksByRow(marks: readonly SpanMark[]): ReadonlyMap<number, SpanMark[]> {
  const byRow = new Map<number, SpanMark[]>();
  for (const mark of marks) {
    const sharing = byRow.get(mark.row);
    if (sharing) sharing.push(mark);
    else byRow.set(mark.row, [mark]);
  }
  return byRow;
}
