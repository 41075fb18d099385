/** What a search inside a session found. */

import type { WireFound } from "../api/wire";
import { findRow, type SpanTable } from "./spans";
import type { Tree } from "./tree";

export interface Found {
  spans: { traceId: string; spanId: string }[];
  /** Whether there are more matches than the server returns. */
  isCapped: boolean;
}

export function toFound(wire: WireFound): Found {
  return {
    spans: wire.items.map(({ trace_id, span_id }) => ({ traceId: trace_id, spanId: span_id })),
    isCapped: wire.is_capped,
  };
}

/** Return the matching rows in display order, without spans that are not (yet) in the table. */
export function rowsOfFound({ spans }: Found, table: SpanTable, tree: Tree): number[] {
  return spans
    .map(({ spanId, traceId }) => findRow(table, spanId, traceId))
    .filter((row) => row >= 0)
    .sort((a, b) => (tree.position[a] as number) - (tree.position[b] as number));
}
