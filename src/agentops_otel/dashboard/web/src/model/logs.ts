/** A log record as views see it. */

import type { WireLogPage, WireLogRecord } from "../api/wire";
import { type Attribute, listAttributes } from "./attributes";

type Severity = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "log";

export interface LogRecord {
  timeNs: bigint;
  severity: Severity;
  eventName: string;
  body: unknown;
  attributes: Attribute[];
  traceId: string | null;
  spanId: string | null;
}

// OTel's severity numbers come in groups of four:
// https://opentelemetry.io/docs/specs/otel/logs/data-model/
const SEVERITIES: Severity[] = ["trace", "debug", "info", "warn", "error", "fatal"];

export function severityOf(number: number): Severity {
  return SEVERITIES[Math.floor((number - 1) / 4)] ?? "log";
}

/** A page of log records, by time. */
interface LogPage {
  records: LogRecord[];
  nextCursor: string | null;
}

export function toLogPage(wire: WireLogPage): LogPage {
  return { records: wire.items.map(toLogRecord), nextCursor: wire.next_cursor };
}

function toLogRecord(wire: WireLogRecord): LogRecord {
  const time = BigInt(wire.time_unix_nano) || BigInt(wire.observed_time_unix_nano);
  return {
    timeNs: time,
    severity: severityOf(wire.severity_number),
    eventName: wire.event_name,
    body: wire.body ?? null,
    attributes: listAttributes(wire.attributes),
    traceId: wire.trace_id,
    spanId: wire.span_id,
  };
}
