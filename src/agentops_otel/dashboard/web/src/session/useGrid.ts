import type { SpanGridProps } from "../timeline/SpanGrid";
import { useRowKeys } from "./useRowKeys";
import type { SpanView } from "./useSpanView";

/** The rows that timeline and tree have in common, and what is done with them by pointer and key. */
export function useGrid(view: SpanView): SpanGridProps {
  const onKey = useRowKeys(view);
  return {
    outline: view.outline,
    rows: view.rows,
    isFolded: view.isFolded,
    found: view.found,
    selected: view.selected,
    onSelect: view.select,
    onFold: view.fold,
    onKey,
    place: view.place,
  };
}
