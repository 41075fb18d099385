/** Where a span's bar goes inside the lane. */

import { type Scale, toPixel } from "./scale";

export const MIN_BAR_PX = 2;
/** Room at the right of the lanes, so that a bar at the end has its duration beside it. */
export const LABEL_PX = 72;

export interface Bar {
  left: number;
  width: number;
}

/** Place a bar, or answer null where the span is outside the view. */
export function placeBar(scale: Scale, start: number, duration: number): Bar | null {
  const end = start + duration;
  if (end < scale.from || start > scale.to || scale.width <= 0) return null;
  const left = Math.max(0, Math.min(toPixel(scale, start), scale.width - MIN_BAR_PX));
  const right = Math.min(scale.width, toPixel(scale, end));
  return { left, width: Math.max(MIN_BAR_PX, right - left) };
}
