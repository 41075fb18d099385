import { useMemo } from "react";
import {
  type Folding,
  foldDepth,
  isFolded as isFoldedBy,
  readFolding,
  toggleFold,
  unfoldDepth,
  writeFolding,
} from "../model/folding";
import type { Outline } from "../model/outline";
import { findRow, spanAddress } from "../model/spans";
import { ancestors, hasChildren, isBelow, visibleRows } from "../model/tree";
import { type Change, useAddress } from "./useAddress";

/**
 * Return which rows are on display. The ancestors of the selected span are kept unfolded, as is a
 * focused group; a focus on another subtree is dropped, so that the span is always on display.
 */
export function useFolds(outline: Outline, selected: number) {
  const { table, tree, groups } = outline;
  const { search, change, turnTo } = useAddress();
  const { level, fold: exceptions, focus } = search;
  const folding = useMemo(() => readFolding(level, exceptions), [level, exceptions]);
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
  const placeOf = (id: string) => {
    const row = findRow(table, id);
    return { depth: tree.depth[row] ?? 0, isGroup: groups.has(row) };
  };
  const openRows = () => rows.filter((row) => hasChildren(tree, row) && !isFolded(row));
  const foldTo = (depth: number) => {
    const above = selected < 0 ? [] : ancestors(tree, selected);
    const over = above.find((row) => tree.depth[row] === depth);
    // An ancestor of the selected row would be kept unfolded.
    const moved = over === undefined ? {} : spanAddress(table, over);
    write(foldDepth(folding, depth, placeOf), moved);
  };
  const depthsOf = (some: Int32Array) => Array.from(some, (row) => tree.depth[row] as number);
  const showLess = () => {
    const depths = depthsOf(openRows());
    if (depths.length > 0) foldTo(depths.reduce((most, depth) => Math.max(most, depth)));
  };
  const showLeast = () => {
    const depths = depthsOf(openRows());
    if (depths.length > 0) foldTo(depths.reduce((least, depth) => Math.min(least, depth)));
  };
  const showAll = () =>
    write({
      level: null,
      exceptions: new Set([...folding.exceptions].filter((id) => placeOf(id).isGroup)),
    });
  const showMore = () => {
    const folded = rows.filter(
      (row) => !groups.has(row) && isFolded(row) && hasChildren(tree, row),
    );
    if (folded.length === 0) return;
    const depths = folded.map((row) => tree.depth[row] as number);
    write(
      unfoldDepth(
        folding,
        depths.reduce((least, depth) => Math.min(least, depth)),
        placeOf,
      ),
    );
  };
  return {
    rows,
    isFolded,
    fold,
    showLess,
    showMore,
    showLeast,
    showAll,
    /** The row whose subtree alone is on display; null: all rows are. */
    focused,
    focusOn: (row: number | null) =>
      turnTo({ focus: row === null ? undefined : (table.ids[row] as string) }),
  };
}

/** Return whether a row is folded; a group is unless its id is an exception, whatever the level. */
function isFoldedByAddress(folding: Folding, { table, tree, groups }: Outline, row: number) {
  const id = table.ids[row] as string;
  if (groups.has(row)) return !folding.exceptions.has(id);
  return isFoldedBy(folding, tree.depth[row] as number, id);
}
