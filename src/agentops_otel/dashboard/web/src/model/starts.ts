/** When sessions started: the part of the time in which nearly all of them did. */

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
