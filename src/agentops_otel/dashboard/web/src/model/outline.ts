/**
 * The rows on display: the session's spans, followed by rows for something else, either a span
 * event or a group of consecutive siblings of the same name, which fold into one row.
 */

import type { SpanMark } from "./events";
import { type ExtraRow, endOf, findRow, type SpanTable, withRows } from "./spans";
import { type Tree, treeOf } from "./tree";

/** More consecutive siblings of the same name than this are folded into one row. */
const MOST_ALIKE = 5;

export interface Group {
  name: string;
  /** The rows folded into the group, in order. */
  rows: number[];
  /** Sum of their durations, so parallel ones count in full. */
  durationNs: number;
  errorCount: number;
}

export interface Outline {
  /** The session's rows at their own indices, then those added by the outline. */
  table: SpanTable;
  tree: Tree;
  groups: ReadonlyMap<number, Group>;
  events: ReadonlyMap<number, SpanMark>;
}

/**
 * Build the outline of a session's spans and events. Spans whose group id `mayFold` rejects are not
 * folded into a group.
 */
export function outlineOf(
  table: SpanTable,
  marks: readonly SpanMark[],
  mayFold: (group: string) => boolean = () => true,
): Outline {
  const events = new Map(marks.map((mark, index) => [table.count + index, mark] as const));
  const single = withRows(
    table,
    marks.map((mark) => eventRow(table, mark)),
  );
  const isError = (row: number) => events.get(row)?.isError ?? single.statuses[row] === "error";
  const tree = treeOf(single);
  const runs = runsOf(single, tree).filter(
    ([first = -1]) => events.has(first) || mayFold(groupId(single, first)),
  );
  if (runs.length === 0) return { table: single, tree, groups: new Map(), events };

  // Parents from the tree, not the table: a group must not end up in a ring that was cut.
  const parents = tree.parent.slice();
  runs.forEach((rows, index) => {
    for (const row of rows) parents[row] = single.count + index;
  });
  const grouped = withRows(
    { ...single, parents },
    runs.map((rows) => groupRow(single, tree, rows)),
  );
  const groups = new Map(
    runs.map((rows, index) => {
      const group = {
        name: single.nameOf(rows[0] as number),
        rows,
        durationNs: rows.reduce((sum, row) => sum + (single.durations[row] as number), 0),
        errorCount: rows.filter(isError).length,
      };
      return [single.count + index, group] as const;
    }),
  );
  return { table: grouped, tree: treeOf(grouped), groups, events };
}

function eventRow(table: SpanTable, { row, number, name, atNs }: SpanMark): ExtraRow {
  return {
    id: `${table.ids[row]}.${number}`,
    trace: table.traces[row] as string,
    parent: row,
    start: atNs,
    duration: 0,
    name,
    kind: "event",
  };
}

function groupRow(table: SpanTable, tree: Tree, rows: readonly number[]): ExtraRow {
  const first = rows[0] as number;
  const start = table.starts[first] as number;
  return {
    id: groupId(table, first),
    trace: table.traces[first] as string,
    parent: tree.parent[first] as number,
    start,
    duration: rows.reduce((end, row) => Math.max(end, endOf(table, row)), start) - start,
    name: table.nameOf(first),
    kind: table.kindOf(first),
  };
}

function groupId(table: SpanTable, first: number): string {
  return `${table.ids[first]}*`;
}

/** Return the ids of all groups of spans. */
export function groupIds({ table, groups }: Outline): ReadonlySet<string> {
  return new Set([...groups.keys()].map((row) => table.ids[row] as string));
}

/** Find long runs of consecutive siblings with the same name and kind. */
function runsOf(table: SpanTable, tree: Tree): number[][] {
  const runs: number[][] = [];
  const lastOf = new Map<number, number[]>();
  for (const row of tree.order) {
    const parent = tree.parent[row] as number;
    const last = lastOf.get(parent);
    const before = last?.[0];
    if (
      last &&
      before !== undefined &&
      table.nameOf(before) === table.nameOf(row) &&
      table.kindOf(before) === table.kindOf(row)
    ) {
      last.push(row);
      if (last.length === MOST_ALIKE + 1) runs.push(last);
    } else {
      lastOf.set(parent, [row]);
    }
  }
  return runs;
}

/**
 * Find the row of an id, or -1. An event that is not on display is found by its span, and a group
 * that no longer exists by its first row.
 */
export function findShown({ table }: Outline, id: string, trace?: string): number {
  for (const known of [id, id.replace(/\*$/, ""), id.replace(/\.\d+\*?$/, "")]) {
    const row = findRow(table, known, trace);
    if (row >= 0) return row;
  }
  return -1;
}

/** Return the row of the span behind a row: itself, or the span of an event; -1 for a group. */
export function spanOf({ events, groups }: Outline, row: number): number {
  return groups.has(row) ? -1 : (events.get(row)?.row ?? row);
}

/** Return the rows that show one of the spans: its own, its events and the group around it. */
export function showing(outline: Outline, spans: ReadonlySet<number>): ReadonlySet<number> {
  const rows = new Set(spans);
  for (const [row, { row: span }] of outline.events) if (spans.has(span)) rows.add(row);
  for (const row of [...rows]) {
    const above = outline.tree.parent[row] as number;
    if (outline.groups.has(above)) rows.add(above);
  }
  return rows;
}
