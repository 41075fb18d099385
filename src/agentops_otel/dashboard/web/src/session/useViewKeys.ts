import { useHotkeys } from "../page/hotkeys";
import { FACES } from "../page/search";
import type { SpanView } from "./useSpanView";

/** The keys that work whatever the face of the session is. */
export function useViewKeys(view: SpanView): void {
  useHotkeys("Session", [
    ...FACES.map((face, index) => ({
      keys: [`${index + 1}`],
      label: `Show the ${face}`,
      run: () => view.setFace(face),
    })),
    { keys: ["e"], label: "Next error", run: () => view.stepError(1) },
    { keys: ["E"], label: "Previous error", run: () => view.stepError(-1) },
    { keys: ["n"], label: "Next match", run: () => view.stepFound(1) },
    { keys: ["N"], label: "Previous match", run: () => view.stepFound(-1) },
    { keys: ["Escape"], label: "Close the span", run: () => view.select(-1) },
  ]);
}
