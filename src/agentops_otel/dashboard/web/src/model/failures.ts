/** The failed spans of a session, and why each did. */

import type { WireFailurePage } from "../api/wire";
import { type SpanKey, toReason } from "./span";

interface Failures {
  /** By trace and span; null where the telemetry gives no reason. */
  reasons: ReadonlyMap<string, string | null>;
  /** Whether there are more failed spans than these. */
  isCapped: boolean;
}

export function toFailures({ items, next_cursor }: WireFailurePage): Failures {
  const reasons = items.map(
    ({ trace_id, span_id, error_type, message }) =>
      [keyOf({ traceId: trace_id, spanId: span_id }), toReason(error_type, message)] as const,
  );
  return { reasons: new Map(reasons), isCapped: next_cursor !== null };
}

/** Return why a span failed; null: not failed, or no reason given; undefined: not listed. */
export function reasonOf({ reasons, isCapped }: Failures, span: SpanKey) {
  const reason = reasons.get(keyOf(span));
  return reason === undefined && !isCapped ? null : reason;
}

function keyOf({ traceId, spanId }: SpanKey): string {
  return `${traceId} ${spanId}`;
}
