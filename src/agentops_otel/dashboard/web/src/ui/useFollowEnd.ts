import { type RefObject, useEffect, useRef, useState } from "react";

const NEAR_PX = 40;

/**
 * Keep the end of a growing list in view, but only while the reader is there. Return how many rows
 * arrived out of view, and how to go to them.
 */
export function useFollowEnd(scroller: RefObject<HTMLElement | null>, count: number) {
  const isAtEnd = useRef(false);
  const [seen, setSeen] = useState(count);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const below = element.scrollHeight - element.scrollTop - element.clientHeight;
      const canScroll = element.scrollHeight > element.clientHeight;
      isAtEnd.current = canScroll && below < NEAR_PX;
      if (below < NEAR_PX) setSeen((before) => Math.max(before, count));
    };
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    look();
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [scroller, count]);
  return {
    unseen: Math.max(0, count - seen),
    goToEnd: () => {
      const element = scroller.current;
      if (!element) return;
      element.scrollTop = element.scrollHeight;
      // The button that led there has disappeared.
      element.focus({ preventScroll: true });
    },
  };
}
