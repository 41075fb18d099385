/** The spans of a session as columns: a row is an index, and each of its values an array access. */

import type { WireSpans } from "../api/wire";
import { buildTree } from "./tree";
import { readable } from "./visible";

export type SpanStatus = "unset" | "ok" | "error";

export interface SpanTable {
  /** Number of rows; those from `spanCount` on stand for parents that are not in the session. */
  count: number;
  spanCount: number;
  /** Number of spans in the session; if larger than `spanCount`, the weightiest are here. */
  total: number;
  /** Epoch nanoseconds of offset 0. */
  baseNs: bigint;
  ids: readonly string[];
  /** Rows by span id; more than one where traces share the id. */
  rowsById: ReadonlyMap<string, readonly number[]>;
  traces: readonly string[];
  /** Row of the parent span, or -1. */
  parents: Int32Array;
  /** Nanoseconds from `baseNs`; exact up to 104 days. */
  starts: Float64Array;
  durations: Float64Array;
  /** Rows of spans sent without a start, or not ended: their descendants determine it. */
  unstarted: ReadonlySet<number>;
  unended: ReadonlySet<number>;
  /** Rows taken to last until now. */
  open: ReadonlySet<number>;
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
  const names = wire.names.map(readable);
  const parents = new Int32Array(count).fill(-1);
  const starts = new Float64Array(count);
  const durations = new Float64Array(count);
  parents.set(wire.parent);
  starts.set(wire.start_ns);
  durations.set(wire.duration_ns);
  missing.forEach(({ children }, index) => {
    for (const child of children) parents[child] = spanCount + index;
  });
  const unstarted = new Set(wire.unstarted);
  const unended = new Set(wire.unended);
  stretch({ parents, starts, durations }, { spanCount, unstarted, unended });
  const { from, to } = extent(starts, durations, starts.keys());
  const ids = [...wire.id, ...missing.map(({ id }) => id)];
  const within = <T>(row: number, known: T, missing: T) => (row < spanCount ? known : missing);
  return {
    count,
    spanCount,
    total: wire.total,
    baseNs: BigInt(wire.base_unix_nano),
    ids,
    rowsById: rowsById(new Map(), ids, 0),
    traces: [...wire.trace, ...missing.map(({ trace }) => trace)],
    parents,
    starts,
    durations,
    unstarted,
    unended,
    open: new Set(),
    statuses: [...wire.status, ...missing.map(() => "unset" as const)],
    startNs: from,
    endNs: to,
    nameOf: (row) => within(row, names[wire.name[row] as number] ?? "", MISSING),
    serviceOf: (row) => within(row, wire.services[wire.service[row] as number] ?? "", ""),
    kindOf: (row) => within(row, wire.kinds[wire.kind[row] as number] ?? "span", MISSING_KIND),
  };
}

interface Times {
  parents: Int32Array;
  starts: Float64Array;
  durations: Float64Array;
}

interface Unknown {
  spanCount: number;
  unstarted: ReadonlySet<number>;
  unended: ReadonlySet<number>;
}

/** Extend a row without a start or an end to that of its descendants. */
function stretch({ parents, starts, durations }: Times, unknown: Unknown): void {
  const { spanCount, unstarted, unended } = unknown;
  if (parents.length === spanCount && unstarted.size + unended.size === 0) return;
  // A parent that is not in the session has no times of its own.
  for (let row = spanCount; row < parents.length; row++) starts[row] = Number.POSITIVE_INFINITY;
  const { order, parent } = buildTree(parents, starts);
  for (const row of order.toReversed()) {
    const above = parent[row] as number;
    if (above < 0) continue;
    const isMissing = above >= spanCount;
    const from = starts[row] as number;
    const to = from + (durations[row] as number);
    const start = starts[above] as number;
    const end = Number.isFinite(start) ? start + (durations[above] as number) : to;
    const earliest = isMissing || unstarted.has(above) ? Math.min(start, from) : start;
    const latest = isMissing || unended.has(above) ? Math.max(end, to) : end;
    starts[above] = earliest;
    durations[above] = latest - earliest;
  }
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

/** Return the table with further rows after its own. */
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
  // Reading an array at a negative index is slow, and most rows would.
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

/** Return the rows by id, with further ids after the known ones. */
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

/** Find the parents that spans name but the session does not have, each once. */
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

/** Return why a span's duration is unknown, in two words; null where it is known. */
export function untold({ unended, unstarted }: SpanTable, row: number): string | null {
  if (unended.has(row)) return "not ended";
  return unstarted.has(row) ? "no start" : null;
}

/** Return whether the table lacks spans because there were too many. */
export function isCut({ total, spanCount }: SpanTable): boolean {
  return total > spanCount;
}

/** Clocks on one machine may differ by this much, as those that count in milliseconds do. */
const MIN_SKEW_NS = 1e6;

/** By how many nanoseconds a span starts before its parent, a sign of differing clocks; else 0. */
export function skewOf(table: SpanTable, row: number): number {
  const parent = table.parents[row] as number;
  if (parent < 0 || isMissing(table, parent) || table.unstarted.has(row)) return 0;
  const early = (table.starts[parent] as number) - (table.starts[row] as number);
  return early > MIN_SKEW_NS ? early : 0;
}

/** Find a span's row, or -1; the trace decides where two traces share a span id. */
export function findRow(table: SpanTable, spanId: string, traceId?: string): number {
  const rows = table.rowsById.get(spanId) ?? [];
  return rows.find((row) => !traceId || table.traces[row] === traceId) ?? rows[0] ?? -1;
}

/** Return the span that had started last at a moment, or else the first span; -1: no spans. */
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

/** Return how the address names a span; the trace only where the id would find another span. */
export function spanAddress(table: SpanTable, row: number) {
  const span = table.ids[row] as string;
  return { span, trace: findRow(table, span) === row ? undefined : table.traces[row] };
}
