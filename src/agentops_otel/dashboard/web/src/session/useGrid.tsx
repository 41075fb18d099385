import type { SpanGridProps } from "../timeline/SpanGrid";
import { LevelButtons } from "./Toolbar";
import { useRowKeys } from "./useRowKeys";
import type { SpanView } from "./useSpanView";

/** The rows that timeline and tree share, and how they react to pointer and keys. */
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
    levels: <LevelButtons view={view} />,
  };
}
