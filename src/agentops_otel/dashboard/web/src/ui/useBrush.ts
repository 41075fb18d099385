import { type PointerEvent, useState } from "react";

/** Where a drag began and where it is now, in the units of `placeOf`. */
interface Drag {
  from: number;
  to: number;
}

interface Brush {
  /** Return the place of a pointer. */
  placeOf: (event: PointerEvent) => number;
  /** Called when the drag has ended; the places ascend, and are equal after a click. */
  onRelease: (from: number, to: number) => void;
}

/** Select a part of a picture by dragging. For the pointer only: keys need another way. */
export function useBrush({ placeOf, onRelease }: Brush) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const ascending = drag && {
    from: Math.min(drag.from, drag.to),
    to: Math.max(drag.from, drag.to),
  };
  return {
    /** What is selected so far; null while nothing is dragged. */
    brushed: ascending,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: placeOf(event), to: placeOf(event) });
      },
      onPointerMove: (event: PointerEvent) => drag && setDrag({ ...drag, to: placeOf(event) }),
      onPointerUp: () => {
        if (!ascending) return;
        setDrag(null);
        onRelease(ascending.from, ascending.to);
      },
      onPointerCancel: () => setDrag(null),
    },
  };
}
