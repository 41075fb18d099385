import { endOf, type SpanTable } from "../model/spans";
import { type Extent, panned, zoomed } from "../timeline/scale";
import { useAddress } from "./useAddress";

/** The part of the session's time that is on display: all of it unless the address says less. */
export function useTimeView(table: SpanTable, selected: number) {
  const { search, change } = useAddress();
  const bounds: Extent = { from: table.startNs, to: table.endNs };
  const shown: Extent = { from: search.from ?? bounds.from, to: search.to ?? bounds.to };

  const show = ({ from, to }: Extent) =>
    change(
      from <= bounds.from && to >= bounds.to
        ? { from: undefined, to: undefined }
        : { from: Math.round(from), to: Math.round(to) },
    );
  const middle = () =>
    selected >= 0
      ? ((table.starts[selected] as number) + endOf(table, selected)) / 2
      : (shown.from + shown.to) / 2;
  return {
    bounds,
    shown,
    show,
    showAll: () => show(bounds),
    zoom: (factor: number) => show(zoomed(shown, bounds, factor, middle())),
    pan: (share: number) => show(panned(shown, bounds, share * (shown.to - shown.from))),
    zoomToSelected: () => {
      if (selected < 0) return;
      const margin = (table.durations[selected] as number) * 0.05 + 1;
      show({
        from: Math.max(bounds.from, (table.starts[selected] as number) - margin),
        to: Math.min(bounds.to, endOf(table, selected) + margin),
      });
    },
  };
}
