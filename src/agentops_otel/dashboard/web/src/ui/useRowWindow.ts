import { type RefObject, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { type RowWindow, settled, shifted, windowOver } from "./rowWindow";

/** Scrolling rests when nothing moved for this long. */
const REST_MS = 150;

/**
 * Return which rows of equal height a scrolled element has to draw.
 *
 * @param headPx - Height of what stays in place above the rows.
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  rowPx: number,
  headPx: number,
): RowWindow {
  const [drawn, setDrawn] = useState(() => windowOver(0, 0));
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () =>
      setDrawn(windowOver(element.scrollTop / rowPx, (element.clientHeight - headPx) / rowPx));
    let resting: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      const top = element.scrollTop / rowPx;
      // In the same frame: later the rows would not be where they belong.
      flushSync(() => setDrawn((before) => shifted(before, top)));
      clearTimeout(resting);
      resting = setTimeout(() => setDrawn(settled), REST_MS);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", follow, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", follow);
      clearTimeout(resting);
    };
  }, [scroller, rowPx, headPx]);
  return drawn;
}
