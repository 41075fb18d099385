/** Time to pixels. Times are nanoseconds from the session's base. */

export interface Extent {
  from: number;
  to: number;
}

export interface Scale extends Extent {
  width: number;
}

export function toPixel(scale: Scale, ns: number): number {
  const length = scale.to - scale.from;
  return length > 0 ? ((ns - scale.from) / length) * scale.width : 0;
}

export function toTime(scale: Scale, pixel: number): number {
  return scale.width > 0
    ? scale.from + (pixel / scale.width) * (scale.to - scale.from)
    : scale.from;
}

const MIN_TICK_PX = 96;
const S = 1e9;
const STEPS_OVER_A_SECOND = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map(
  (seconds) => seconds * S,
);

/** Round offsets inside the scale, far enough apart to be labelled. */
export function ticks(scale: Scale, originNs: number): number[] {
  const length = scale.to - scale.from;
  if (!(length > 0) || scale.width <= 0) return [];
  const step = stepOf((length * MIN_TICK_PX) / scale.width);
  const first = Math.ceil((scale.from - originNs) / step);
  const last = Math.floor((scale.to - originNs) / step);
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, i) => originNs + (first + i) * step,
  );
}

function stepOf(atLeast: number): number {
  if (atLeast > S / 2) {
    const found = STEPS_OVER_A_SECOND.find((step) => step >= atLeast);
    if (found) return found;
    return decimalStep(atLeast / (3_600 * S)) * 3_600 * S;
  }
  return Math.max(1, decimalStep(atLeast));
}

function decimalStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return ([1, 2, 5, 10].find((factor) => factor * power >= atLeast) ?? 10) * power;
}

/** Scale around a point: a factor below 1 zooms in. Stays inside `bounds`. */
export function zoomed(view: Extent, bounds: Extent, factor: number, aroundNs: number): Extent {
  const whole = bounds.to - bounds.from;
  const length = Math.min(whole, Math.max(100, (view.to - view.from) * factor));
  const share = (aroundNs - view.from) / (view.to - view.from || 1);
  return clamped(aroundNs - share * length, length, bounds);
}

export function panned(view: Extent, bounds: Extent, byNs: number): Extent {
  return clamped(view.from + byNs, view.to - view.from, bounds);
}

function clamped(from: number, length: number, bounds: Extent): Extent {
  const start = Math.max(bounds.from, Math.min(from, bounds.to - length));
  return { from: start, to: Math.min(bounds.to, start + length) };
}
