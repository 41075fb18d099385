import { type RefObject, useRef } from "react";
import { useHotkeys } from "../page/hotkeys";
import { VIEWS } from "../page/search";
import { focusRows } from "./focus";
import type { SpanView } from "./useSpanView";

/** The keys that work in every view of the session. */
export function useViewKeys(view: SpanView, inspector: RefObject<HTMLElement | null>): void {
  const hasEntered = useRef(false);
  const isInInspector = () => inspector.current?.contains(document.activeElement) ?? false;
  const enter = () => {
    inspector.current?.focus();
    hasEntered.current = true;
  };
  /** Return from the inspector if a key led there; otherwise close the span. */
  const leave = () => {
    if (!hasEntered.current || !isInInspector()) view.select(-1);
    if (isInInspector()) focusRows();
    hasEntered.current = false;
  };
  useHotkeys("Session", [
    ...VIEWS.map((name, index) => ({
      keys: [`${index + 1}`],
      label: `Show the ${name}`,
      run: () => view.show(name),
    })),
    { keys: ["e"], label: "Next error", run: () => view.stepError(1) },
    { keys: ["E"], label: "Previous error", run: () => view.stepError(-1) },
    { keys: ["n"], label: "Next match", run: () => view.stepFound(1) },
    { keys: ["N"], label: "Previous match", run: () => view.stepFound(-1) },
    { keys: ["Enter"], label: "Go to the inspector", run: enter },
    { keys: ["Escape"], label: "Back to the rows, then close the span", run: leave },
  ]);
}
