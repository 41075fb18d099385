import { useHotkeys } from "../page/hotkeys";
import type { SpanView } from "./useSpanView";

/** As `useTimeGestures` and the strip handle them. */
const TIME_GESTURES = [
  { by: ["Ctrl wheel"], label: "Zoom in and out at the pointer" },
  { by: ["Shift wheel", "Shift drag"], label: "Earlier, later" },
  { by: ["Double click"], label: "Show the whole time range at once" },
  { by: ["Drag"], label: "On the strip: zoom to the range" },
];

/** The keys that choose the visible range of time. */
export function useTimeKeys({ time, togglePath }: SpanView): void {
  useHotkeys(
    "Time",
    [
      { keys: ["+", "="], label: "Zoom in", run: () => time.zoom(0.5) },
      { keys: ["-"], label: "Zoom out", run: () => time.zoom(2) },
      { keys: ["<"], label: "Earlier", run: () => time.pan(-0.5) },
      { keys: [">"], label: "Later", run: () => time.pan(0.5) },
      { keys: ["z"], label: "Zoom to the span", run: time.zoomToSelected },
      { keys: ["p"], label: "Mark the critical path", run: togglePath },
      { keys: ["g"], label: "Squeeze idle gaps, or show them", run: time.toggleGaps },
      { keys: ["0"], label: "Show the whole time range", run: time.showAll },
    ],
    TIME_GESTURES,
  );
}
