import { useMemo } from "react";
import type { Face } from "../app/search";
import { errorRows } from "../model/overview";
import type { Session } from "../model/session";
import { findRow, type SpanTable, spanAddress } from "../model/spans";
import { buildTree } from "../model/tree";
import { useAddress } from "./useAddress";
import { useFolds } from "./useFolds";
import { useTimeView } from "./useTimeView";

/** What of a session's spans is on display, all of it read from the address and written to it. */
export function useSpanView(session: Session, table: SpanTable) {
  const { search, change } = useAddress();
  const { span, trace } = search;
  const tree = useMemo(() => buildTree(table.parents, table.starts), [table]);
  const selected = useMemo(() => (span ? findRow(table, span, trace) : -1), [table, span, trace]);
  const folds = useFolds(table, tree, selected);
  const time = useTimeView(table, selected);

  const select = (row: number) =>
    change(row < 0 ? { span: undefined, trace: undefined } : spanAddress(table, row));
  /** Select the row that many places on among those on display. */
  const step = (by: number) => {
    const { rows } = folds;
    const at = rows.indexOf(selected);
    const next = at >= 0 ? at + by : by > 0 ? 0 : rows.length - 1;
    const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
    if (row !== undefined) select(row);
  };
  const stepError = (by: 1 | -1) => {
    const failed = errorRows(table, tree);
    const nowhere = by > 0 ? -1 : tree.order.length;
    const here = selected < 0 ? nowhere : (tree.position[selected] as number);
    const isBeyond = (row: number) => ((tree.position[row] as number) - here) * by > 0;
    const row = by > 0 ? failed.find(isBeyond) : failed.findLast(isBeyond);
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
    step,
    stepError,
    /** The transcript is what one wants to read, where models were called. */
    face: search.view ?? (session.llmCallCount > 0 ? "transcript" : "timeline"),
    setFace: (view: Face) => change({ view }),
    tab: search.tab,
    setTab: (tab: string) => change({ tab }),
  };
}

export type SpanView = ReturnType<typeof useSpanView>;
