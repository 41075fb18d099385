/** Time to pixels. Times are nanoseconds from the session's base. */

import { type Clock, STEADY } from "./gaps";

export interface Extent {
  from: number;
  to: number;
}

export interface Scale extends Extent {
  width: number;
  clock: Clock;
}

/** Return the scale that fits a time range into `width` pixels. */
export function scaleOf({ from, to }: Extent, width: number, clock: Clock = STEADY): Scale {
  return { from, to, width, clock };
}

export function toPixel({ from, to, width, clock }: Scale, ns: number): number {
  const start = clock.toShown(from);
  const length = clock.toShown(to) - start;
  return length > 0 ? ((clock.toShown(ns) - start) / length) * width : 0;
}

export function toTime({ from, to, width, clock }: Scale, pixel: number): number {
  const start = clock.toShown(from);
  if (width <= 0) return from;
  return clock.toReal(start + (pixel / width) * (clock.toShown(to) - start));
}

const MIN_TICK_PX = 96;
const S = 1e9;
const STEPS_OVER_A_SECOND = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map(
  (seconds) => seconds * S,
);

/** Return round offsets from the origin within the scale, far enough apart to be labelled. */
export function ticks(scale: Scale, originNs: number): number[] {
  const { from, to, width, clock } = scale;
  const length = clock.toShown(to) - clock.toShown(from);
  if (!(length > 0) || width <= 0) return [];
  const step = stepOf((length * MIN_TICK_PX) / width);
  const found: number[] = [];
  for (const busy of busyParts(scale)) {
    const last = Math.floor((busy.to - originNs) / step);
    for (let n = Math.ceil((busy.from - originNs) / step); n <= last; n++) {
      const tick = originNs + n * step;
      const before = found.at(-1);
      // After a gap the ticks start anew and may come too close to those before it.
      const room = before === undefined ? width : toPixel(scale, tick) - toPixel(scale, before);
      if (room >= MIN_TICK_PX / 2) found.push(tick);
    }
  }
  return found;
}

function busyParts({ from, to, clock }: Scale): Extent[] {
  const edges = clock.gaps
    .filter((gap) => gap.to > from && gap.from < to)
    .flatMap((gap) => [gap.from, gap.to]);
  const bounds = [from, ...edges, to];
  return Array.from({ length: bounds.length / 2 }, (_, index) => ({
    from: bounds[2 * index] as number,
    to: bounds[2 * index + 1] as number,
  }));
}

function stepOf(atLeast: number): number {
  if (atLeast > S / 2) {
    const found = STEPS_OVER_A_SECOND.find((step) => step >= atLeast);
    return found ?? decimalStep(atLeast / (3_600 * S)) * 3_600 * S;
  }
  return Math.max(1, decimalStep(atLeast));
}

function decimalStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return ([1, 2, 5, 10].find((factor) => factor * power >= atLeast) ?? 10) * power;
}

/** Scale the view around a point: a factor below 1 zooms in. The result stays within `bounds`. */
export function zoomed(view: Extent, bounds: Extent, factor: number, around: number): Extent {
  const whole = bounds.to - bounds.from;
  const length = Math.min(whole, Math.max(100, (view.to - view.from) * factor));
  const share = (around - view.from) / (view.to - view.from || 1);
  return within(around - share * length, length, bounds);
}

export function panned(view: Extent, bounds: Extent, by: number): Extent {
  return within(view.from + by, view.to - view.from, bounds);
}

function within(from: number, length: number, bounds: Extent): Extent {
  const start = Math.max(bounds.from, Math.min(from, bounds.to - length));
  return { from: start, to: Math.min(bounds.to, start + length) };
}
