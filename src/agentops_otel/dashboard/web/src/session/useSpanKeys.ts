import { type Hotkey, useHotkeys } from "../app/hotkeys";
import { hasChildren } from "../model/tree";
import type { SpanView } from "./useSpanView";

const PAGE_ROWS = 15;

/**
 * Bind the timeline's keys. Letters work all over the page; the answer handles those keys that
 * belong to the tree alone because elsewhere they scroll.
 */
export function useSpanKeys(view: SpanView): (key: string) => boolean {
  const { tree, rows, selected } = view;
  const isOpen = selected >= 0 && hasChildren(tree, selected) && !view.isFolded(selected);
  const inward = () => {
    if (selected < 0 || isOpen) view.step(1);
    else view.fold(selected);
  };
  const outward = () => {
    if (selected < 0) return;
    if (isOpen) view.fold(selected);
    else view.select(tree.parent[selected] as number);
  };
  const hotkeys: Hotkey[] = [
    { keys: ["j"], label: "Next row", run: () => view.step(1) },
    { keys: ["k"], label: "Previous row", run: () => view.step(-1) },
    { keys: ["l"], label: "Unfold, then into the children", run: inward },
    { keys: ["h"], label: "Fold, then to the parent", run: outward },
    { keys: ["e"], label: "Next error", run: () => view.stepError(1) },
    { keys: ["E"], label: "Previous error", run: () => view.stepError(-1) },
    { keys: ["["], label: "Show one level less", run: () => view.foldLevel(-1) },
    { keys: ["]"], label: "Show one level more", run: () => view.foldLevel(1) },
    { keys: ["+", "="], label: "Zoom in", run: () => view.zoom(0.5) },
    { keys: ["-"], label: "Zoom out", run: () => view.zoom(2) },
    { keys: ["<"], label: "Earlier", run: () => view.pan(-0.5) },
    { keys: [">"], label: "Later", run: () => view.pan(0.5) },
    { keys: ["z"], label: "Zoom to the span", run: view.zoomToSelected },
    { keys: ["0"], label: "Show all of the time", run: view.showAll },
    { keys: ["Escape"], label: "Close the span", run: () => view.select(-1) },
  ];
  useHotkeys("Timeline", hotkeys);

  const own: Record<string, () => void> = {
    ArrowDown: () => view.step(1),
    ArrowUp: () => view.step(-1),
    ArrowRight: inward,
    ArrowLeft: outward,
    PageDown: () => view.step(PAGE_ROWS),
    PageUp: () => view.step(-PAGE_ROWS),
    Home: () => view.step(-rows.length),
    End: () => view.step(rows.length),
  };
  return (key) => {
    own[key]?.();
    return key in own;
  };
}
