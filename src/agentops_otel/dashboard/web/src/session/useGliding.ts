import { useEffect, useRef, useState } from "react";
import type { Extent } from "../timeline/scale";

/** A gesture has ended when nothing moved for this long. */
const REST_MS = 200;

/**
 * Return the visible range, and a way to change it many times a second. The address follows when
 * the gesture rests: browsers limit how often a page may change its address.
 *
 * @param addressed - The range that the address names.
 * @param settle - Write a range to the address.
 */
export function useGliding(addressed: Extent, settle: (extent: Extent) => void) {
  const [passing, setPassing] = useState<Extent | null>(null);
  const latest = useRef({ passing, settle });
  useEffect(() => {
    latest.current = { passing, settle };
  });
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { from, to } = addressed;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever changed it has the last word.
  useEffect(() => {
    setPassing(null);
    return () => clearTimeout(resting.current);
  }, [from, to]);
  const rest = () => {
    const { current } = latest;
    if (current.passing) current.settle(current.passing);
  };
  return {
    shown: passing ?? addressed,
    glide: (next: (shown: Extent) => Extent) => {
      setPassing((before) => next(before ?? addressed));
      clearTimeout(resting.current);
      resting.current = setTimeout(rest, REST_MS);
    },
  };
}
