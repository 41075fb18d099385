import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** What the reader has before them: a span, and how far below the top of the list it is. */
export interface Place {
  span: string;
  trace: string;
  offsetPx: number;
}

interface Rows {
  /** What stands at the top of what is in view between two offsets; null: nothing to hold on to. */
  placeIn: (fromPx: number, toPx: number) => Place | null;
  /** How far to scroll, so that the place is where it was; null where there is no such row. */
  offsetOf: (place: Place) => number | null;
  /** What stands above the rows and stays there. */
  headPx: number;
}

/**
 * Hold what the reader has before them where it is, while rows come in above it, and when the same
 * session is shown in another way.
 */
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
      // Of a list that has room for all its rows nothing can be learned.
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
