import type { RefObject } from "react";
import { useHotkeys } from "../page/hotkeys";

/**
 * Bind `j` and `k`, which move the focus from row to row; Enter then opens the link as always, and
 * Space previews the session beside the list. An open preview follows the focused row.
 */
export function useListKeys(
  body: RefObject<HTMLTableSectionElement | null>,
  peeked: string | undefined,
  onPeek: (id: string | undefined) => void,
  onChoose: (id: string | undefined) => void,
) {
  const links = () => [...(body.current?.querySelectorAll<HTMLElement>("a[data-row]") ?? [])];
  const current = (all: HTMLElement[]) => {
    const row = document.activeElement?.closest("tr");
    const focused = all.findIndex((link) => link.closest("tr") === row);
    return focused >= 0 ? focused : all.findIndex((link) => link.dataset.row === peeked);
  };
  const step = (by: number) => {
    const all = links();
    const at = current(all);
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
    next?.focus();
    if (peeked !== undefined && next) onPeek(next.dataset.row);
  };
  const currentId = () => {
    const all = links();
    return (all[current(all)] ?? all[0])?.dataset.row;
  };
  const peek = () => {
    const id = currentId();
    onPeek(id === peeked ? undefined : id);
  };
  // The arrow keys scroll the list unless a preview is open.
  const arrow = (key: string) => (peeked === undefined ? [] : [key]);
  useHotkeys("Session list", [
    { keys: ["j", ...arrow("ArrowDown")], label: "Next session", run: () => step(1) },
    { keys: ["k", ...arrow("ArrowUp")], label: "Previous session", run: () => step(-1) },
    { keys: [" "], label: "Peek at the session", run: peek },
    { keys: ["x"], label: "Select the session", run: () => onChoose(currentId()) },
  ]);
}
