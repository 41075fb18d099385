import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { SessionSearch } from "../app/search";
import {
  type Folding,
  isFolded as isFoldedBy,
  readFolding,
  shiftLevel,
  toggleFold,
  writeFolding,
} from "../model/folding";
import { errorRows } from "../model/overview";
import { endOf, findRow, type SpanTable } from "../model/spans";
import { ancestors, buildTree, hasChildren, visibleRows } from "../model/tree";
import { type Extent, panned, zoomed } from "../timeline/scale";

const route = getRouteApi("/sessions/$id");

/**
 * What of a session is on display: the selected span, the folds and the visible time, all of it
 * read from the address and written back to it. A selected span is never folded away.
 */
export function useSpanView(table: SpanTable) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { level, fold, span, trace } = search;
  const tree = useMemo(() => buildTree(table.parents, table.starts), [table]);
  const deepest = useMemo(
    () => tree.depth.reduce((most, depth) => Math.max(most, depth), 0),
    [tree],
  );
  const folding = useMemo(() => readFolding(level, fold), [level, fold]);
  const selected = useMemo(() => (span ? findRow(table, span, trace) : -1), [table, span, trace]);
  const isFolded = useMemo(() => {
    const open = new Set(selected < 0 ? [] : ancestors(tree, selected));
    return (row: number) =>
      !open.has(row) && isFoldedBy(folding, tree.depth[row] as number, table.ids[row] as string);
  }, [folding, selected, table, tree]);
  const rows = useMemo(() => visibleRows(tree, isFolded), [tree, isFolded]);

  const bounds: Extent = { from: table.startNs, to: table.endNs };
  const view: Extent = { from: search.from ?? bounds.from, to: search.to ?? bounds.to };

  const change = (next: Partial<Record<keyof SessionSearch, unknown>>) =>
    navigate({
      search: (before) => ({ ...before, ...next }) as SessionSearch,
      replace: true,
      resetScroll: false,
    });
  const select = (row: number) =>
    change(row < 0 ? { span: undefined, trace: undefined } : spanSearch(table, row));
  const setFolding = (next: Folding, also: object = {}) =>
    change({ level: undefined, fold: undefined, ...writeFolding(next), ...also });
  const setView = (next: Extent) => {
    const isWhole = next.from <= bounds.from && next.to >= bounds.to;
    change(
      isWhole
        ? { from: undefined, to: undefined }
        : { from: Math.round(next.from), to: Math.round(next.to) },
    );
  };
  const fold_ = (row: number) => {
    if (!hasChildren(tree, row)) return;
    const hidesSelected = selected >= 0 && ancestors(tree, selected).includes(row);
    const id = table.ids[row] as string;
    // A row held open by the selection may be folded by its own account already.
    const byItself = isFoldedBy(folding, tree.depth[row] as number, id);
    const next = isFolded(row) !== byItself ? folding : toggleFold(folding, id);
    setFolding(next, hidesSelected ? spanSearch(table, row) : {});
  };
  const step = (by: number) => {
    const at = rows.indexOf(selected);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
    const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
    if (row !== undefined) select(row);
  };
  const stepError = (by: 1 | -1) => {
    const failed = errorRows(table, tree);
    const here =
      selected < 0 ? (by > 0 ? -1 : tree.order.length) : (tree.position[selected] as number);
    const isBeyond = (row: number) => ((tree.position[row] as number) - here) * by > 0;
    const row = by > 0 ? failed.find(isBeyond) : failed.findLast(isBeyond);
    if (row !== undefined) select(row);
  };
  return {
    tree,
    rows,
    selected,
    isFolded,
    view,
    tab: search.tab,
    /** Whether the address names a span that the session does not have. */
    isLost: span !== undefined && selected < 0,
    select,
    setTab: (tab: string) => change({ tab }),
    fold: fold_,
    foldLevel: (by: 1 | -1) => setFolding(shiftLevel(folding, by, deepest)),
    step,
    stepError,
    zoom: (factor: number) => {
      const middle =
        selected >= 0
          ? ((table.starts[selected] as number) + endOf(table, selected)) / 2
          : (view.from + view.to) / 2;
      setView(zoomed(view, bounds, factor, middle));
    },
    pan: (share: number) => setView(panned(view, bounds, share * (view.to - view.from))),
    zoomToSelected: () => {
      if (selected < 0) return;
      const margin = (table.durations[selected] as number) * 0.05 + 1;
      setView({
        from: Math.max(bounds.from, (table.starts[selected] as number) - margin),
        to: Math.min(bounds.to, endOf(table, selected) + margin),
      });
    },
    showAll: () => setView(bounds),
  };
}

export type SpanView = ReturnType<typeof useSpanView>;

/** The trace goes into the address only where the id alone would find another span. */
function spanSearch(table: SpanTable, row: number) {
  const span = table.ids[row] as string;
  return { span, trace: findRow(table, span) === row ? undefined : table.traces[row] };
}
