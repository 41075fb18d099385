import { hasChildren } from "../model/tree";
import { useHotkeys } from "../page/hotkeys";
import type { SpanView } from "./useSpanView";

const PAGE_ROWS = 15;

const ROW_GESTURES = [
  { by: ["↑", "↓", "←", "→"], label: "As k, j, h and l, in the rows" },
  { by: ["PgUp", "PgDn"], label: "A page up or down, in the rows" },
  { by: ["Home", "End"], label: "First or last row, in the rows" },
];

/**
 * Bind the keys that move through a tree of rows. Letters work all over the page; the returned
 * function handles the keys that work only in the tree, because elsewhere they scroll.
 */
export function useRowKeys(view: SpanView): (key: string) => boolean {
  const { rows, selected } = view;
  const { tree } = view.outline;
  const isOpen = selected >= 0 && hasChildren(tree, selected) && !view.isFolded(selected);
  const inward = () => {
    if (selected >= 0 && hasChildren(tree, selected) && !isOpen) view.fold(selected);
    else view.step(1);
  };
  const outward = () => {
    if (isOpen) view.fold(selected);
    else if (selected >= 0) view.select(tree.parent[selected] as number);
  };
  useHotkeys(
    "Rows",
    [
      { keys: ["j"], label: "Next row", run: () => view.step(1) },
      { keys: ["k"], label: "Previous row", run: () => view.step(-1) },
      { keys: ["l"], label: "Unfold, then go to the next row", run: inward },
      { keys: ["h"], label: "Fold, then go to the parent", run: outward },
      {
        keys: ["f"],
        label: "Show only the span's subtree, or everything",
        run: () => view.focusOn(view.focused === null && selected >= 0 ? selected : null),
      },
      { keys: ["t"], label: "Next model call", run: () => view.stepCall(1) },
      { keys: ["T"], label: "Previous model call", run: () => view.stepCall(-1) },
      { keys: ["["], label: "Show one level less", run: () => view.showLess() },
      { keys: ["]"], label: "Show one level more", run: () => view.showMore() },
      { keys: ["{"], label: "Show the top level only", run: () => view.showLeast() },
      { keys: ["}"], label: "Show all levels", run: () => view.showAll() },
    ],
    ROW_GESTURES,
  );

  const own: Record<string, () => void> = {
    ArrowDown: () => view.step(1),
    ArrowUp: () => view.step(-1),
    ArrowRight: inward,
    ArrowLeft: outward,
    PageDown: () => view.step(PAGE_ROWS),
    PageUp: () => view.step(-PAGE_ROWS),
    Home: () => view.selectAt(0),
    End: () => view.selectAt(rows.length - 1),
  };
  return (key) => {
    own[key]?.();
    return key in own;
  };
}
