import { useMemo } from "react";
import {
  type Folding,
  isFolded as isFoldedBy,
  readFolding,
  shiftLevel,
  toggleFold,
  writeFolding,
} from "../model/folding";
import type { Outline } from "../model/outline";
import { findRow, spanAddress } from "../model/spans";
import { ancestors, hasChildren, isBelow, visibleRows } from "../model/tree";
import { type Change, useAddress } from "./useAddress";

/**
 * Which rows are on display. What is above the selected span is held open, as is a group that is
 * looked at alone; a focus on another subtree is let go, so that the span is always one of them.
 */
export function useFolds(outline: Outline, selected: number) {
  const { table, tree, groups } = outline;
  const { search, change } = useAddress();
  const { level, fold: exceptions, focus } = search;
  const folding = useMemo(() => readFolding(level, exceptions), [level, exceptions]);
  const deepest = useMemo(
    () => tree.depth.reduce((most, depth) => Math.max(most, depth), 0),
    [tree],
  );
  const top = focus ? findRow(table, focus) : -1;
  const isFolded = useMemo(() => {
    const heldOpen = new Set(selected < 0 ? [] : ancestors(tree, selected));
    if (groups.has(top)) heldOpen.add(top);
    return (row: number) => !heldOpen.has(row) && isFoldedByAddress(folding, outline, row);
  }, [folding, selected, top, outline, tree, groups]);
  const isInside = selected < 0 || top < 0 || isBelow(tree, selected, top);
  const focused = isInside && top >= 0 ? top : null;
  const rows = useMemo(() => visibleRows(tree, isFolded, focused), [tree, isFolded, focused]);

  const write = (next: Folding, also: Change = {}) =>
    change({ level: undefined, fold: undefined, ...writeFolding(next), ...also });
  const fold = (row: number) => {
    if (!hasChildren(tree, row)) return;
    const id = table.ids[row] as string;
    const isHeldOpen = isFolded(row) !== isFoldedByAddress(folding, outline, row);
    const hidesSelected = selected >= 0 && ancestors(tree, selected).includes(row);
    write(
      isHeldOpen ? folding : toggleFold(folding, id),
      hidesSelected ? spanAddress(table, row) : {},
    );
  };
  const foldLevel = (by: 1 | -1) => write(shiftLevel(folding, by, deepest));
  return {
    rows,
    isFolded,
    fold,
    foldLevel,
    /** The row whose subtree alone is on display; null: everything is. */
    focused,
    focusOn: (row: number | null) =>
      change({ focus: row === null ? undefined : (table.ids[row] as string) }),
  };
}

/** A group is folded unless its id says otherwise, whatever the level. */
function isFoldedByAddress(folding: Folding, { table, tree, groups }: Outline, row: number) {
  const id = table.ids[row] as string;
  if (groups.has(row)) return !folding.exceptions.has(id);
  return isFoldedBy(folding, tree.depth[row] as number, id);
}
