/** Idle gaps, and a clock that runs fast through them: agents may wait hours for a person. */

import { endOf, type SpanTable } from "../model/spans";
import { hasChildren, type Tree } from "../model/tree";
import type { Extent } from "./scale";

/** Shorter waits are shown in full. */
const MIN_GAP_NS = 30e9;
/** So are waits shorter than this many median steps of the session. */
const MIN_GAP_STEPS = 10;
/** Share of the busy time that a squeezed gap takes in the picture. */
const NOTCH_SHARE = 0.03;

/**
 * Find the times in which no span without children ran, even if spans above them waited. Where one
 * of those starts or ends something happened, too.
 */
export function idleGaps(table: SpanTable, tree: Tree): Extent[] {
  const leaves = Array.from(table.starts.keys()).filter((row) => !hasChildren(tree, row));
  const steps = Float64Array.from(leaves, (row) => table.durations[row] as number).sort();
  const median = steps[Math.floor(steps.length / 2)] ?? 0;
  const atLeast = Math.max(MIN_GAP_NS, MIN_GAP_STEPS * median);
  const gaps: Extent[] = [];
  let busyUntil = table.startNs;
  const isBusy = (from: number, to: number) => {
    if (from - busyUntil > atLeast) gaps.push({ from: busyUntil, to: from });
    busyUntil = Math.max(busyUntil, to);
  };
  for (const [from, to] of busyTimes(table, tree)) isBusy(from, to);
  isBusy(table.endNs, table.endNs);
  return gaps;
}

/** Return when the leaves ran and when the spans above them started and ended, by time. */
function busyTimes(table: SpanTable, tree: Tree): [from: number, to: number][] {
  return Array.from(table.starts, (start, row): [number, number][] => {
    const end = endOf(table, row);
    if (!hasChildren(tree, row)) return [[start, end]];
    return [
      [start, start],
      [end, end],
    ];
  })
    .flat()
    .sort(([a], [b]) => a - b);
}

/** Converts time as it passed to time as shown, and back; both ascend together. */
export interface Clock {
  gaps: readonly Extent[];
  toShown(ns: number): number;
  toReal(shown: number): number;
}

export const STEADY: Clock = { gaps: [], toShown: (ns) => ns, toReal: (shown) => shown };

/** Return a clock that shows each gap as a notch. */
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

/** Return the index of the last of the ascending values that is not above `value`; -1: all are. */
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
