import { useMemo } from "react";
import type { Face } from "../app/search";
import { criticalPath } from "../model/criticalPath";
import { errorRows } from "../model/overview";
import type { Session } from "../model/session";
import { findRow, type SpanTable, spanAddress } from "../model/spans";
import { indexOfRow, treeOf } from "../model/tree";
import { useAddress } from "./useAddress";
import { useFind } from "./useFind";
import { useFolds } from "./useFolds";
import { useTimeView } from "./useTimeView";

/** What of a session's spans is on display, all of it read from the address and written to it. */
export function useSpanView(session: Session, table: SpanTable) {
  const { search, change } = useAddress();
  const { span, trace } = search;
  const tree = treeOf(table);
  const selected = useMemo(() => (span ? findRow(table, span, trace) : -1), [table, span, trace]);
  const folds = useFolds(table, tree, selected);
  const time = useTimeView(table, tree, selected);
  const find = useFind(session, table, tree);

  const select = (row: number) =>
    change(row < 0 ? { span: undefined, trace: undefined } : spanAddress(table, row));
  /** Select the row at that place among those on display, or the nearest to it. */
  const selectAt = (place: number) => {
    const row = folds.rows[Math.max(0, Math.min(folds.rows.length - 1, place))];
    if (row !== undefined) select(row);
  };
  /** Select the row that many places on. */
  const step = (by: number) => {
    const place = selected < 0 ? -1 : indexOfRow(tree, folds.rows, selected);
    if (place >= 0) selectAt(place + by);
    else selectAt(by > 0 ? 0 : folds.rows.length - 1);
  };
  /** Select the next of the given rows, which are in the tree's order. */
  const stepAmong = (targets: readonly number[], by: 1 | -1) => {
    const nowhere = by > 0 ? -1 : tree.order.length;
    const here = selected < 0 ? nowhere : (tree.position[selected] as number);
    const isBeyond = (row: number) => ((tree.position[row] as number) - here) * by > 0;
    const row = by > 0 ? targets.find(isBeyond) : targets.findLast(isBeyond);
    if (row !== undefined) select(row);
  };
  return {
    ...folds,
    tree,
    time,
    selected,
    /** Whether the address names a span that the session does not have. */
    isLost: span !== undefined && selected < 0,
    select,
    selectAt,
    step,
    stepError: (by: 1 | -1) => stepAmong(errorRows(table, tree), by),
    ...find,
    stepFound: (by: 1 | -1) => stepAmong(find.foundRows, by),
    /** The rows of the critical path while it is marked. */
    path: useMemo(
      () => (search.path ? criticalPath(table, tree) : null),
      [search.path, table, tree],
    ),
    togglePath: () => change({ path: search.path ? undefined : "shown" }),
    /** The transcript is what one wants to read, where models were called. */
    face: search.view ?? (session.llmCallCount > 0 ? "transcript" : "timeline"),
    setFace: (view: Face) => change({ view }),
    tab: search.tab,
    setTab: (tab: string) => change({ tab }),
  };
}

export type SpanView = ReturnType<typeof useSpanView>;
