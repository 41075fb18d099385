/** Idle gaps, and a clock that runs fast through them: agents wait hours for a person. */

import { endOf, type SpanTable } from "../model/spans";
import { hasChildren, type Tree } from "../model/tree";
import type { Extent } from "./scale";

/** Shorter waits are part of the picture. */
const MIN_GAP_NS = 30e9;
/** So are waits that are no longer than what the session does anyway. */
const MIN_GAP_STEPS = 10;
/** What a squeezed gap takes of the picture, as a share of the busy time. */
const NOTCH_SHARE = 0.03;

/** Find the time in which nothing ran: no span without children, whatever waited above it. */
export function idleGaps(table: SpanTable, tree: Tree): Extent[] {
  const leaves = Array.from(table.starts.keys()).filter((row) => !hasChildren(tree, row));
  leaves.sort((a, b) => (table.starts[a] as number) - (table.starts[b] as number));
  const steps = Float64Array.from(leaves, (row) => table.durations[row] as number).sort();
  const median = steps[Math.floor(steps.length / 2)] ?? 0;
  const atLeast = Math.max(MIN_GAP_NS, MIN_GAP_STEPS * median);
  const gaps: Extent[] = [];
  let busyUntil = table.startNs;
  for (const row of leaves) {
    const start = table.starts[row] as number;
    if (start - busyUntil > atLeast) gaps.push({ from: busyUntil, to: start });
    busyUntil = Math.max(busyUntil, endOf(table, row));
  }
  if (table.endNs - busyUntil > atLeast) gaps.push({ from: busyUntil, to: table.endNs });
  return gaps;
}

/** Time as it passed, and as the picture shows it. Both ascend together. */
export interface Clock {
  gaps: readonly Extent[];
  toShown(ns: number): number;
  toReal(shown: number): number;
}

export const STEADY: Clock = { gaps: [], toShown: (ns) => ns, toReal: (shown) => shown };

/** A clock on which each gap takes only a notch. */
export function squeezedClock(gaps: readonly Extent[], bounds: Extent): Clock {
  if (gaps.length === 0) return STEADY;
  const idle = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const busy = Math.max(1, bounds.to - bounds.from - idle);
  const notch = busy * NOTCH_SHARE;
  // Time shown at the start of each gap.
  const shownAt: number[] = [];
  let squeezed = 0;
  for (const { from, to } of gaps) {
    shownAt.push(from - squeezed);
    squeezed += to - from - notch;
  }
  const starts = gaps.map(({ from }) => from);
  return {
    gaps,
    toShown(ns) {
      const index = lastUpTo(starts, ns);
      if (index < 0) return ns;
      const { from, to } = gaps[index] as Extent;
      const start = shownAt[index] as number;
      return ns <= to ? start + ((ns - from) / (to - from)) * notch : start + notch + (ns - to);
    },
    toReal(shown) {
      const index = lastUpTo(shownAt, shown);
      if (index < 0) return shown;
      const { from, to } = gaps[index] as Extent;
      const past = shown - (shownAt[index] as number);
      return past <= notch ? from + (past / notch) * (to - from) : to + (past - notch);
    },
  };
}

/** Where in ascending values the last one is that is not above the given one; -1: all are. */
function lastUpTo(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
