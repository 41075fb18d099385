/** The span events of a session, each at the row of its span. */

import type { WireEvent } from "../api/wire";
import { findRow, type SpanTable } from "./spans";

/** A span event and its span. */
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
  /** Row of its span. */
  row: number;
  /** Index among the events of the span, by time. */
  number: number;
  name: string;
  /** Nanoseconds from the session's base. */
  atNs: number;
  isError: boolean;
}

/** Return a mark for each event; events whose span is not (yet) in the table are left out. */
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

/** Group the marks by the row of their span. */
export function marksByRow(marks: readonly SpanMark[]): ReadonlyMap<number, SpanMark[]> {
  const byRow = new Map<number, SpanMark[]>();
  for (const mark of marks) {
    const sharing = byRow.get(mark.row);
    if (sharing) sharing.push(mark);
    else byRow.set(mark.row, [mark]);
  }
  return byRow;
}
