/** The position of a span's bar inside its lane. */

import { type Scale, toPixel } from "./scale";

export const MIN_BAR_PX = 2;
/** Room at the right of the lanes for the duration of a bar that ends there. */
export const LABEL_PX = 72;

const INDENT_PX = 14;
const FULL_LEVELS = 8;
/** Total indent of all levels below the full ones. */
const REST_PX = 56;

/**
 * Return the indent of a name in pixels: in equal steps for the upper levels and ever smaller ones
 * below, so that the names of a deep tree stay in view.
 */
export function indentOf(depth: number): number {
  const beyond = Math.max(0, depth - FULL_LEVELS);
  return INDENT_PX * Math.min(depth, FULL_LEVELS) + REST_PX * (beyond / (beyond + FULL_LEVELS));
}

interface Bar {
  left: number;
  width: number;
}

/** Place a bar, or return null where the span is outside the view. */
export function placeBar(scale: Scale, start: number, duration: number): Bar | null {
  const end = start + duration;
  if (end < scale.from || start > scale.to || scale.width <= 0) return null;
  const left = Math.max(0, Math.min(toPixel(scale, start), scale.width - MIN_BAR_PX));
  const right = Math.min(scale.width, toPixel(scale, end));
  return { left, width: Math.max(MIN_BAR_PX, right - left) };
}
