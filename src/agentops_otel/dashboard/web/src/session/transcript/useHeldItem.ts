import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef } from "react";
import { findRow, type SpanTable } from "../../model/spans";
import { treeOf } from "../../model/tree";
import { bringIntoView } from "../../ui/bringIntoView";
import type { Place } from "../../ui/useHeldPlace";

interface Items {
  scroller: RefObject<HTMLElement | null>;
  virtualizer: Virtualizer<HTMLElement, Element>;
  /** The rows that each item stands for. */
  rows: readonly number[][];
  table: SpanTable;
  /** The item of the selected span, or -1. */
  current: number;
  held: RefObject<Place | null>;
}

/**
 * Start the transcript at the reader's place in another view, and keep that place up to date for
 * the other views. An item that becomes the current one is scrolled into view.
 */
export function useHeldItem({ scroller, virtualizer, rows, table, current, held }: Items) {
  const begin = useRef(held.current);
  const reached = useRef(held.current ? current : -1);
  useEffect(() => {
    if (!begin.current) return;
    const index = itemAt(rows, table, begin.current);
    begin.current = null;
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "start" });
  }, [rows, table, virtualizer]);
  useEffect(() => {
    if (current === reached.current) return;
    reached.current = current;
    if (current < 0) return;
    virtualizer.scrollToIndex(current, { align: "auto" });
    const item = scroller.current?.querySelector(`[data-index="${current}"]`);
    bringIntoView(item, scroller.current);
  }, [current, scroller, virtualizer]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const hold = () => {
      const { scrollTop, clientHeight } = element;
      const shown = virtualizer
        .getVirtualItems()
        .filter(({ start, index }) => start >= scrollTop && rows[index]?.length)
        .filter(({ end }) => end <= scrollTop + clientHeight);
      const item = shown.find(({ index }) => index === current) ?? shown[0];
      const row = item && rows[item.index]?.[0];
      if (row === undefined) return;
      held.current = scrollTop > 0 || item?.index === current ? placeOf(table, row) : null;
    };
    element.addEventListener("scroll", hold, { passive: true });
    return () => element.removeEventListener("scroll", hold);
  }, [scroller, virtualizer, rows, table, current, held]);
}

function placeOf(table: SpanTable, row: number): Place {
  return { span: table.ids[row] as string, trace: table.traces[row] as string, offsetPx: 0 };
}

/** Return the item that stands for a span, or else the last item before it; or -1. */
function itemAt(rows: readonly number[][], table: SpanTable, { span, trace }: Place): number {
  const wanted = findRow(table, span, trace);
  if (wanted < 0) return -1;
  const { position } = treeOf(table);
  const limit = position[wanted] as number;
  const own = rows.findIndex((each) => each.includes(wanted));
  return own >= 0
    ? own
    : rows.findLastIndex((each) => each.some((row) => (position[row] as number) <= limit));
}
