import { useEffect, useMemo, useRef } from "react";
import { criticalPath } from "../model/criticalPath";
import { findShown, showing, spanOf } from "../model/outline";
import { callRows, errorRows } from "../model/overview";
import type { Session } from "../model/session";
import { type SpanTable, spanAddress } from "../model/spans";
import { indexOfRow, treeOf } from "../model/tree";
import type { ViewName } from "../page/search";
import type { Extent } from "../timeline/scale";
import type { Place } from "../ui/useHeldPlace";
import { useAddress } from "./useAddress";
import { useFind } from "./useFind";
import { useFolds } from "./useFolds";
import { useOutline } from "./useOutline";
import { useTimeView } from "./useTimeView";

/** What is shown of a session's spans, all of it read from the address and written to it. */
export function useSpanView(session: Session, table: SpanTable) {
  const { search, change, turnTo } = useAddress();
  const { span, trace } = search;
  /** Where models were called, readers want the transcript first. */
  const name: ViewName = search.view ?? (session.llmCallCount > 0 ? "transcript" : "timeline");
  const place = useRef<Place | null>(null);
  const { outline, ...marks } = useOutline(session, table, name);
  const { tree } = outline;
  const selected = useMemo(
    () => (span ? findShown(outline, span, trace) : -1),
    [outline, span, trace],
  );
  const folds = useFolds(outline, selected);
  const time = useTimeView(table, outline.table, selected);
  const find = useFind(session, table, treeOf(table));
  const found = useMemo(
    () => (find.found ? showing(outline, find.found) : null),
    [find.found, outline],
  );

  const select = (row: number) => {
    if (row < 0) return change({ span: undefined, trace: undefined });
    const isEvent = outline.events.has(row);
    const tab = isEvent ? "events" : outline.events.has(selected) ? undefined : search.tab;
    return change({ ...spanAddress(outline.table, row), tab });
  };
  /** Select the row at an index among the visible ones, or the nearest to it. */
  const selectAt = (place: number) => {
    const row = folds.rows[Math.max(0, Math.min(folds.rows.length - 1, place))];
    if (row !== undefined) select(row);
  };
  /** Select the row `by` visible rows further on. */
  const step = (by: number) => {
    const place = selected < 0 ? -1 : indexOfRow(tree, folds.rows, selected);
    if (place >= 0) selectAt(place + by);
    else selectAt(by > 0 ? 0 : folds.rows.length - 1);
  };
  /** Select the next of the given rows, which are in the tree's order, in the direction of `by`. */
  const stepAmong = (targets: readonly number[], by: 1 | -1) => {
    const nowhere = by > 0 ? -1 : tree.order.length;
    const here = selected < 0 ? nowhere : (tree.position[selected] as number);
    const isBeyond = (row: number) => ((tree.position[row] as number) - here) * by > 0;
    const row = by > 0 ? targets.find(isBeyond) : targets.findLast(isBeyond);
    if (row !== undefined) select(row);
  };
  const toStep = useRef<1 | -1 | null>(null);
  const stepFound = (by: 1 | -1) => {
    if (find.find && !find.found) toStep.current = by;
    else stepAmong(find.foundRows, by);
  };
  // Step to a match if that was requested before any had arrived.
  useEffect(() => {
    if (!find.found || toStep.current === null) return;
    stepFound(toStep.current);
    toStep.current = null;
  });
  return {
    ...folds,
    outline,
    ...marks,
    time,
    selected,
    /** The reader's place, shared by all views. */
    place,
    /** The selected span, or that of the selected event; -1: none, or a group. */
    selectedSpan: selected < 0 ? -1 : spanOf(outline, selected),
    /** Whether the address names a span that the session does not have. */
    isLost: span !== undefined && selected < 0,
    select,
    selectAt,
    step,
    stepCall: (by: 1 | -1) => stepAmong(callRows(table, treeOf(table)), by),
    stepError: (by: 1 | -1) => stepAmong(errorRows(table, treeOf(table)), by),
    ...find,
    found,
    stepFound,
    /** The rows of the critical path while it is marked. */
    path: useMemo(
      () => (search.path ? criticalPath(table, treeOf(table)) : null),
      [search.path, table],
    ),
    togglePath: () => change({ path: search.path ? undefined : "shown" }),
    name,
    show: (view: ViewName) => {
      if (view !== name) turnTo({ view });
    },
    /** Show a range of time in the timeline, the only view that can. */
    showTime: ({ from, to }: Extent) =>
      turnTo({ view: "timeline", from: Math.round(from), to: Math.round(to) }),
    tab: search.tab,
    setTab: (tab: string) => change({ tab }),
  };
}

export type SpanView = ReturnType<typeof useSpanView>;
