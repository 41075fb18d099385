/**
 * The rows on display. They are the session's spans and, behind these, rows that stand for
 * something else: a span event, or many siblings of one name in a row, which fold to one.
 */

import type { SpanMark } from "./events";
import { type ExtraRow, endOf, findRow, type SpanTable, withRows } from "./spans";
import { type Tree, treeOf } from "./tree";

/** More siblings of one name in a row than this are one row until they are asked for. */
const MOST_ALIKE = 5;

export interface Group {
  name: string;
  /** The rows that it folds, in order. */
  rows: number[];
  /** Sum of their durations, so parallel ones count in full. */
  durationNs: number;
  errorCount: number;
}

export interface Outline {
  /** The session's rows at their own places, then those of the outline. */
  table: SpanTable;
  tree: Tree;
  groups: ReadonlyMap<number, Group>;
  events: ReadonlyMap<number, SpanMark>;
}

/**
 * Put a session's spans and events in order. Spans that `mayFold` refuses by the id of their group
 * stay as they are.
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

  // Those of the tree: a group must not stand in a ring that was cut.
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

/** The ids of all groups of spans that there are. */
export function groupIds({ table, groups }: Outline): ReadonlySet<string> {
  return new Set([...groups.keys()].map((row) => table.ids[row] as string));
}

/** Siblings that follow each other with the same name and kind, where they are many. */
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
 * that is none (any more) by its first row.
 */
export function findShown({ table }: Outline, id: string, trace?: string): number {
  for (const known of [id, id.replace(/\*$/, ""), id.replace(/\.\d+\*?$/, "")]) {
    const row = findRow(table, known, trace);
    if (row >= 0) return row;
  }
  return -1;
}

/** The row of the span that a row is about: itself, or an event's; -1 for a group. */
export function spanOf({ events, groups }: Outline, row: number): number {
  return groups.has(row) ? -1 : (events.get(row)?.row ?? row);
}

/** The rows on display that show one of those spans: itself, its events, the group around it. */
export function showing(outline: Outline, spans: ReadonlySet<number>): ReadonlySet<number> {
  const rows = new Set(spans);
  for (const [row, { row: span }] of outline.events) if (spans.has(span)) rows.add(row);
  for (const row of [...rows]) {
    const above = outline.tree.parent[row] as number;
    if (outline.groups.has(above)) rows.add(above);
  }
  return rows;
}
