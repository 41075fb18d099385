/** One span in full, as the inspector shows it. */

import type { WireSpan } from "../api/wire";
import { formatAmount } from "./numbers";
import type { SpanStatus } from "./spans";

export type Attributes = Record<string, unknown>;

export interface SpanEvent {
  name: string;
  timeNs: bigint;
  attributes: Attributes;
}

/** Identifies a span of a session. */
export interface SpanKey {
  traceId: string;
  spanId: string;
}

interface SpanLink extends SpanKey {
  attributes: Attributes;
}

export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  /** Operation kind: llm, tool, agent… */
  kind: WireSpan["kind"];
  /** OpenTelemetry's span kind: client, server… */
  spanKind: WireSpan["span_kind"];
  service: string | null;
  startNs: bigint;
  hasEnded: boolean;
  durationNs: number;
  status: SpanStatus;
  statusMessage: string | null;
  attributes: Attributes;
  events: SpanEvent[];
  links: SpanLink[];
  resource: Attributes;
  scope: { name: string; version: string; attributes: Attributes };
  /** What the producer's limits cut off, in words; empty if nothing. */
  dropped: string[];
  /** As the server sent it, for display only. */
  raw: unknown;
}

export function toSpan(wire: WireSpan): Span {
  return {
    traceId: wire.trace_id,
    spanId: wire.span_id,
    parentSpanId: wire.parent_span_id,
    name: wire.name,
    kind: wire.kind,
    spanKind: wire.span_kind,
    service: wire.service,
    startNs: BigInt(wire.start_time_unix_nano),
    hasEnded: wire.end_time_unix_nano !== null,
    durationNs: wire.duration_ns,
    status: wire.status,
    statusMessage: wire.status_message,
    attributes: wire.attributes,
    events: wire.events.map((event) => ({
      name: event.name,
      timeNs: BigInt(event.time_unix_nano),
      attributes: event.attributes,
    })),
    links: wire.links.map((link) => ({
      traceId: link.trace_id,
      spanId: link.span_id,
      attributes: link.attributes,
    })),
    resource: wire.resource,
    scope: wire.scope,
    dropped: droppedOf(wire),
    raw: wire,
  };
}

function droppedOf(wire: WireSpan): string[] {
  return [
    [wire.dropped_attributes_count, "attribute"] as const,
    [wire.dropped_events_count, "event"] as const,
    [wire.dropped_links_count, "link"] as const,
  ]
    .filter(([count]) => count > 0)
    .map(([count, noun]) => formatAmount(count, noun));
}

export interface Exception {
  type: string | null;
  message: string | null;
  stacktrace: string | null;
}

/** Return the exception that an event records, or null if it records something else. */
export function exceptionOf(event: SpanEvent): Exception | null {
  if (event.name !== "exception") return null;
  const text = (key: string) => {
    const value = event.attributes[key];
    return value === undefined || value === null || value === "" ? null : String(value);
  };
  return {
    type: text("exception.type"),
    message: text("exception.message"),
    stacktrace: text("exception.stacktrace"),
  };
}

/** Return in one line why a span failed: its last exception, else its error type and message. */
export function failureOf(span: Span): string | null {
  const exception = span.events.map(exceptionOf).findLast((each) => each !== null);
  const errorType = span.attributes["error.type"];
  return toReason(
    exception?.type ?? (typeof errorType === "string" ? errorType : null),
    exception?.message ?? span.statusMessage,
  );
}

/** Format an error class without its module, and its message: "ReadTimeout: no answer". */
export function toReason(errorType: string | null, message: string | null): string | null {
  const type = errorType?.replace(/^([\w]+\.)+(?=[A-Z]\w*$)/, "") || null;
  if (type === null || !message) return type ?? (message || null);
  return message.startsWith(type) ? message : `${type}: ${message}`;
}
