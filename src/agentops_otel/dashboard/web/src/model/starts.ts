/** When sessions started: the part of the time in which nearly all of them did, and its axis. */

import { type Period, stepsOf } from "./analytics";
import { tickFormat, type Zone } from "./time";

/** The histogram narrows to the steps that hold this share of all sessions… */
const MOST = 0.9;
/** …if they are at most this share of the time; otherwise the whole is clear enough. */
const FEW_STEPS = 0.2;

/**
 * Return the shortest run of steps in which nearly all of `total` sessions started, both ends
 * included; null where that is not a small part of the steps, so that showing all is as clear.
 */
export function crowdedSteps(
  counts: readonly number[],
  total: number,
): { first: number; last: number } | null {
  const needed = MOST * total;
  if (needed === 0) return null;
  let best: { first: number; last: number } | null = null;
  let inside = 0;
  let first = 0;
  counts.forEach((count, last) => {
    inside += count;
    while (inside - (counts[first] as number) >= needed) {
      inside -= counts[first] as number;
      first++;
    }
    if (inside >= needed && (!best || last - first < best.last - best.first)) {
      best = { first, last };
    }
  });
  return best && lengthOf(best) <= FEW_STEPS * counts.length ? best : null;
}

function lengthOf({ first, last }: { first: number; last: number }): number {
  return last - first + 1;
}

/** A label of an axis; its place is from 0 at the start to 1 at the end. */
interface Tick {
  place: number;
  text: string;
}

/** Label the start, the step in the middle and the end of a period, each at its place. */
export function ticksOf(period: Period, zone: Zone): Tick[] {
  const { from, to } = period;
  const steps = stepsOf(period);
  const middle = Math.floor(steps.length / 2);
  const moments = steps.length > 1 ? [from, steps[middle]?.from ?? from, to] : [from, to];
  const format = tickFormat(from, to, zone);
  return moments.map((moment) => ({
    place: Number(moment - from) / Number(to - from),
    text: format(moment),
  }));
}
