/** Span tables for unit tests, written as a list of spans. */

import type { WireSpans } from "../api/wire";
import { type SpanStatus, type SpanTable, toSpanTable } from "../model/spans";
import { type Tree, treeOf } from "../model/tree";

type Kind = WireSpans["kinds"][number];

export interface Row {
  /** Index of the parent in the list. */
  parent?: number;
  start: number;
  duration: number;
  status?: SpanStatus;
  kind?: Kind;
  name?: string;
  isUnstarted?: boolean;
  isUnended?: boolean;
}

/** Spans with the ids `span0`, `span1`… in one trace. */
export function spansOf(rows: readonly Row[]): { table: SpanTable; tree: Tree } {
  const kinds = [...new Set<Kind>(rows.map((row) => row.kind ?? "span"))];
  const names = [...new Set(rows.map((row) => row.name ?? "n"))];
  const rowsWhere = (holds: (row: Row) => boolean | undefined) =>
    rows.flatMap((row, index) => (holds(row) ? [index] : []));
  const zeros = rows.map(() => 0);
  const table = toSpanTable({
    total: rows.length,
    base_unix_nano: "0",
    names,
    services: ["s"],
    kinds,
    id: rows.map((_, row) => `span${row}`),
    trace: rows.map(() => "trace"),
    missing_parent: {},
    parent: rows.map((row) => row.parent ?? -1),
    name: rows.map((row) => names.indexOf(row.name ?? "n")),
    service: zeros,
    kind: rows.map((row) => kinds.indexOf(row.kind ?? "span")),
    start_ns: rows.map((row) => row.start),
    duration_ns: rows.map((row) => row.duration),
    status: rows.map((row) => row.status ?? "unset"),
    unstarted: rowsWhere((row) => row.isUnstarted),
    unended: rowsWhere((row) => row.isUnended),
  });
  return { table, tree: treeOf(table) };
}
