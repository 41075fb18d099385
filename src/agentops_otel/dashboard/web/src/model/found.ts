/** What a search inside a session found. */

import type { WireFound } from "../api/wire";
import { findRow, type SpanTable } from "./spans";
import type { Tree } from "./tree";

export interface Found {
  spans: { traceId: string; spanId: string }[];
  /** Whether there are more than were looked for. */
  isCapped: boolean;
}

export function toFound(wire: WireFound): Found {
  return {
    spans: wire.items.map(({ trace_id, span_id }) => ({ traceId: trace_id, spanId: span_id })),
    isCapped: wire.is_capped,
  };
}

/** The rows of what was found in display order; a span that is not in the table (yet) has none. */
export function rowsOfFound({ spans }: Found, table: SpanTable, tree: Tree): number[] {
  return spans
    .map(({ spanId, traceId }) => findRow(table, spanId, traceId))
    .filter((row) => row >= 0)
    .sort((a, b) => (tree.position[a] as number) - (tree.position[b] as number));
}
