import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** The reader's place: a span, and how far below the top of the list it is. */
export interface Place {
  span: string;
  trace: string;
  offsetPx: number;
}

interface Rows {
  /** Return the place at the top of what is in view between two offsets; null: nothing to hold. */
  placeIn: (fromPx: number, toPx: number) => Place | null;
  /** Return the scroll offset that restores the place; null where it has no row. */
  offsetOf: (place: Place) => number | null;
  /** Height of what stays in place above the rows. */
  headPx: number;
}

/** Hold the reader's place while rows arrive above it, and when the view changes. */
export function useHeldPlace(
  scroller: RefObject<HTMLElement | null>,
  held: RefObject<Place | null>,
  { placeIn, offsetOf, headPx }: Rows,
) {
  const restoredPx = useRef(-1);
  const isFresh = useRef(true);
  useLayoutEffect(() => {
    const element = scroller.current;
    const offset = held.current && offsetOf(held.current);
    if (!element || offset === null) return;
    element.scrollTop = offset;
    restoredPx.current = element.scrollTop;
  }, [scroller, held, offsetOf]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const hold = () => {
      const { scrollTop, clientHeight, scrollHeight } = element;
      // A list that does not scroll says nothing about the reader's place.
      if (scrollHeight <= clientHeight) return;
      held.current = placeIn(scrollTop, scrollTop + clientHeight - headPx);
    };
    const follow = () => {
      if (element.scrollTop !== restoredPx.current) hold();
    };
    if (!isFresh.current || held.current === null) hold();
    isFresh.current = false;
    element.addEventListener("scroll", follow, { passive: true });
    return () => element.removeEventListener("scroll", follow);
  }, [scroller, held, placeIn, headPx]);
}
