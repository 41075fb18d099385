/** The spans of a session as columns: a row is a number, a fact of it one array access away. */

import type { WireSpans } from "../api/wire";

export type SpanStatus = "unset" | "ok" | "error";

export interface SpanTable {
  /** Rows; those from `spanCount` on stand for parents that are not in the session. */
  count: number;
  spanCount: number;
  /** Epoch of offset 0. */
  baseNs: bigint;
  ids: readonly string[];
  /** The rows of a span id; more than one where traces share it. */
  rowsById: ReadonlyMap<string, readonly number[]>;
  traces: readonly string[];
  /** Row of the parent span, or -1. */
  parents: Int32Array;
  /** Nanoseconds from `baseNs`; exact up to 104 days. */
  starts: Float64Array;
  durations: Float64Array;
  statuses: readonly SpanStatus[];
  /** Start of the first span, in nanoseconds from `baseNs`. */
  startNs: number;
  /** End of the last span, in nanoseconds from `baseNs`. */
  endNs: number;
  nameOf(row: number): string;
  serviceOf(row: number): string;
  kindOf(row: number): string;
}

const MISSING = "missing span";
const MISSING_KIND = "missing";

export function toSpanTable(wire: WireSpans): SpanTable {
  const spanCount = wire.id.length;
  const missing = missingParents(wire);
  const count = spanCount + missing.length;
  const parents = new Int32Array(count).fill(-1);
  const starts = new Float64Array(count);
  const durations = new Float64Array(count);
  parents.set(wire.parent);
  starts.set(wire.start_ns);
  durations.set(wire.duration_ns);
  missing.forEach(({ children }, index) => {
    for (const child of children) parents[child] = spanCount + index;
    const { from, to } = extent(starts, durations, children);
    starts[spanCount + index] = from;
    durations[spanCount + index] = to - from;
  });
  const { from, to } = extent(starts, durations, starts.keys());
  const ids = [...wire.id, ...missing.map(({ id }) => id)];
  const within = <T>(row: number, known: T, missing: T) => (row < spanCount ? known : missing);
  return {
    count,
    spanCount,
    baseNs: BigInt(wire.base_unix_nano),
    ids,
    rowsById: rowsById(new Map(), ids, 0),
    traces: [...wire.trace, ...missing.map(({ trace }) => trace)],
    parents,
    starts,
    durations,
    statuses: [...wire.status, ...missing.map(() => "unset" as const)],
    startNs: from,
    endNs: to,
    nameOf: (row) => within(row, wire.names[wire.name[row] as number] ?? "", MISSING),
    serviceOf: (row) => within(row, wire.services[wire.service[row] as number] ?? "", ""),
    kindOf: (row) => within(row, wire.kinds[wire.kind[row] as number] ?? "span", MISSING_KIND),
  };
}

/** A row that stands for no span of the session. */
export interface ExtraRow {
  id: string;
  trace: string;
  /** Row of the parent, or -1. */
  parent: number;
  start: number;
  duration: number;
  name: string;
  kind: string;
}

/** The table with further rows behind its own. */
export function withRows(table: SpanTable, extra: readonly ExtraRow[]): SpanTable {
  if (extra.length === 0) return table;
  const count = table.count + extra.length;
  const parents = new Int32Array(count);
  const starts = new Float64Array(count);
  const durations = new Float64Array(count);
  parents.set(table.parents);
  starts.set(table.starts);
  durations.set(table.durations);
  extra.forEach(({ parent, start, duration }, index) => {
    parents[table.count + index] = parent;
    starts[table.count + index] = start;
    durations[table.count + index] = duration;
  });
  const ids = extra.map(({ id }) => id);
  // An array is slow to answer for what is before its first place, and most rows are.
  const extraOf = (row: number) => (row < table.count ? undefined : extra[row - table.count]);
  return {
    ...table,
    count,
    ids: [...table.ids, ...ids],
    rowsById: rowsById(table.rowsById, ids, table.count),
    traces: [...table.traces, ...extra.map(({ trace }) => trace)],
    parents,
    starts,
    durations,
    statuses: [...table.statuses, ...extra.map(() => "unset" as const)],
    nameOf: (row) => extraOf(row)?.name ?? table.nameOf(row),
    serviceOf: (row) => (extraOf(row) ? "" : table.serviceOf(row)),
    kindOf: (row) => extraOf(row)?.kind ?? table.kindOf(row),
  };
}

/** The rows by their id, with further ids behind those that are known. */
function rowsById(known: SpanTable["rowsById"], ids: readonly string[], from: number) {
  const rows = new Map(known);
  ids.forEach((id, index) => {
    const sharing = rows.get(id);
    rows.set(id, sharing ? [...sharing, from + index] : [from + index]);
  });
  return rows;
}

interface MissingParent {
  id: string;
  trace: string;
  children: number[];
}

/** One for each parent that spans name but the session does not have. */
function missingParents(wire: WireSpans): MissingParent[] {
  const found = new Map<string, MissingParent>();
  for (const [row, id] of Object.entries(wire.missing_parent)) {
    const child = Number(row);
    const trace = wire.trace[child] ?? "";
    const parent = found.get(trace + id) ?? { id, trace, children: [] };
    parent.children.push(child);
    found.set(trace + id, parent);
  }
  return [...found.values()];
}

function extent(starts: Float64Array, durations: Float64Array, rows: Iterable<number>) {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const start = starts[row] as number;
    from = Math.min(from, start);
    to = Math.max(to, start + (durations[row] as number));
  }
  return from <= to ? { from, to } : { from: 0, to: 0 };
}

export function isMissing(table: SpanTable, row: number): boolean {
  return table.kindOf(row) === MISSING_KIND;
}

export function endOf(table: SpanTable, row: number): number {
  return (table.starts[row] as number) + (table.durations[row] as number);
}

/** Clocks of one machine may differ by that much, as those that count in milliseconds do. */
const MIN_SKEW_NS = 1e6;

/** By how much a span starts before its parent, which one clock would not say; 0 where it does not. */
export function skewOf(table: SpanTable, row: number): number {
  const parent = table.parents[row] as number;
  if (parent < 0 || isMissing(table, parent)) return 0;
  const early = (table.starts[parent] as number) - (table.starts[row] as number);
  return early > MIN_SKEW_NS ? early : 0;
}

/** Find a span's row, or -1; the trace decides where two traces share a span id. */
export function findRow(table: SpanTable, spanId: string, traceId?: string): number {
  const rows = table.rowsById.get(spanId) ?? [];
  return rows.find((row) => !traceId || table.traces[row] === traceId) ?? rows[0] ?? -1;
}

/** The span that started last of those that had started by then, or else the first; -1: none. */
export function lastStartedBy(
  table: SpanTable,
  time: number,
  among: Iterable<number> = Array(table.spanCount).keys(),
): number {
  const startOf = (row: number) => table.starts[row] as number;
  let first = -1;
  let last = -1;
  for (const row of among) {
    if (first < 0 || startOf(row) < startOf(first)) first = row;
    if (startOf(row) <= time && (last < 0 || startOf(row) >= startOf(last))) last = row;
  }
  return last < 0 ? first : last;
}

/** How the address names a span; the trace only where the id alone would find another one. */
export function spanAddress(table: SpanTable, row: number) {
  const span = table.ids[row] as string;
  return { span, trace: findRow(table, span) === row ? undefined : table.traces[row] };
}
