import { useMemo } from "react";
import { endOf, type SpanTable } from "../model/spans";
import { treeOf } from "../model/tree";
import { idleGaps, STEADY, squeezedClock } from "../timeline/gaps";
import { type Extent, panned, zoomed } from "../timeline/scale";
import { useAddress } from "./useAddress";
import { useGliding } from "./useGliding";

/**
 * The visible part of the session's time: all of it unless the address says less. `selected` is a
 * row of `shownTable`.
 */
export function useTimeView(table: SpanTable, shownTable: SpanTable, selected: number) {
  const { search, change, turnTo } = useAddress();
  const bounds: Extent = useMemo(() => ({ from: table.startNs, to: table.endNs }), [table]);
  const gaps = useMemo(() => idleGaps(table, treeOf(table)), [table]);
  const isSqueezed = search.gaps !== "full";
  const clock = useMemo(
    () => (isSqueezed ? squeezedClock(gaps, bounds) : STEADY),
    [gaps, bounds, isSqueezed],
  );
  const addressed: Extent = { from: search.from ?? bounds.from, to: search.to ?? bounds.to };
  const ends = ({ from, to }: Extent) =>
    from <= bounds.from && to >= bounds.to
      ? { from: undefined, to: undefined }
      : { from: Math.round(from), to: Math.round(to) };
  const { shown, glide } = useGliding(addressed, (extent) => change(ends(extent)));
  const show = (extent: Extent) => turnTo(ends(extent));
  /** Change a range on the clock that the picture is drawn by. */
  const onClock = (extent: Extent, next: (view: Extent, whole: Extent) => Extent): Extent => {
    const toShown = ({ from, to }: Extent) => ({
      from: clock.toShown(from),
      to: clock.toShown(to),
    });
    const { from, to } = next(toShown(extent), toShown(bounds));
    return { from: clock.toReal(from), to: clock.toReal(to) };
  };
  const showOnClock = (next: (view: Extent, whole: Extent) => Extent) =>
    change(ends(onClock(shown, next)));
  const byShare =
    (share: number) =>
    (view: Extent, whole: Extent): Extent =>
      panned(view, whole, share * (view.to - view.from));
  const middle = ({ from, to }: Extent) =>
    selected >= 0
      ? (clock.toShown(shownTable.starts[selected] as number) +
          clock.toShown(endOf(shownTable, selected))) /
        2
      : (from + to) / 2;
  return {
    bounds,
    shown,
    isZoomed: shown.from > bounds.from || shown.to < bounds.to,
    clock,
    hasGaps: gaps.length > 0,
    isSqueezed,
    toggleGaps: () => change({ gaps: isSqueezed ? "full" : undefined }),
    show,
    showAll: () => show(bounds),
    zoom: (factor: number) =>
      showOnClock((view, whole) => zoomed(view, whole, factor, middle(view))),
    pan: (share: number) => showOnClock(byShare(share)),
    /** Zoom while a gesture lasts, around a place in the visible time from 0 to 1. */
    glideZoom: (factor: number, place: number) =>
      glide((extent) =>
        onClock(extent, (view, whole) =>
          zoomed(view, whole, factor, view.from + place * (view.to - view.from)),
        ),
      ),
    glidePan: (share: number) => glide((extent) => onClock(extent, byShare(share))),
    zoomToSelected: () => {
      if (selected < 0) return;
      const margin = (shownTable.durations[selected] as number) * 0.05 + 1;
      show({
        from: Math.max(bounds.from, (shownTable.starts[selected] as number) - margin),
        to: Math.min(bounds.to, endOf(shownTable, selected) + margin),
      });
    },
  };
}
