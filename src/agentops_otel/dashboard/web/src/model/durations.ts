/** How long sessions took: counts in steps of equal width on a logarithmic scale. */

import { type Measured, type Period, toSeries } from "./analytics";
import { addTerm } from "./filter";
import { formatCount } from "./numbers";

/** From `from` up to, but excluding, `to`; nanoseconds. */
export interface DurationStep {
  from: number;
  to: number;
}

// The server's steps: these factors times powers of ten nanoseconds, from a microsecond on.
const FACTORS = [100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1_000];
const LEAST_NS = 1_000;

function stepFrom(from: number): DurationStep {
  if (from < LEAST_NS) return { from: 0, to: LEAST_NS };
  const power = 10 ** (Math.floor(Math.log10(from) + 1e-9) - 2);
  const next = FACTORS.find((factor) => factor * power > from * (1 + 1e-9)) as number;
  return { from, to: next * power };
}

/** Return each step from the shortest to the longest duration, including empty ones. */
function stepsBetween(first: number, last: number): DurationStep[] {
  const steps = [stepFrom(first)];
  while ((steps.at(-1) as DurationStep).from < last * (1 - 1e-9)) {
    steps.push(stepFrom((steps.at(-1) as DurationStep).to));
  }
  return steps;
}

interface DurationCounts {
  /** From short to long, without a gap; empty without sessions. */
  steps: DurationStep[];
  /** By duration step, then by step of the period. */
  counts: number[][];
}

/** Count sessions by duration and, where asked for in intervals, by start. */
export function toDurationCounts(measured: Measured, period: Period): DurationCounts {
  const { isByTime } = measured;
  const known = measured.series.filter(({ group }) => group !== null);
  const borders = known.map(({ group }) => Number(group));
  if (borders.length === 0) return { steps: [], counts: [] };
  const steps = stepsBetween(Math.min(...borders), Math.max(...borders));
  const width = isByTime ? Number((period.to - period.from) / period.step) : 1;
  const counts = steps.map(() => new Array<number>(width).fill(0));
  const values = isByTime
    ? toSeries({ ...measured, series: known }, period).map((series) => series.values)
    : known.map(({ points }) => [points[0]?.value ?? 0]);
  borders.forEach((border, index) => {
    const at = steps.findIndex(({ to }) => border < to * (1 - 1e-9));
    counts[at] = (values[index] ?? []).map((value) => value ?? 0);
  });
  return { steps, counts };
}

/** Return the position of a duration among equally wide steps, in steps from the first bound. */
export function placeOf(durationNs: number, steps: readonly DurationStep[]): number {
  const at = steps.findIndex(({ to }) => durationNs < to);
  const step = steps[at];
  if (!step) return steps.length;
  if (durationNs <= step.from || step.from === 0) return at;
  return at + Math.log(durationNs / step.from) / Math.log(step.to / step.from);
}

/** Choose the bounds to label on an axis: 1, 2 and 5 of each decade, or only decades if many. */
export function borderMarks(steps: readonly DurationStep[]): number[] {
  const wanted = steps.length > 20 ? ["1"] : ["1", "2", "5"];
  const isRound = ({ from }: DurationStep) =>
    from === 0 || wanted.includes(from.toPrecision(3).replace(/[.]?0*(e.*)?$/, ""));
  return steps.flatMap((step, index) => (isRound(step) ? [index] : []));
}

const UNITS = [
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "us"],
] as const;

/** Format a bound as the filter reads it: "12.5s", "315ms". */
function literal(ns: number): string {
  const [size, unit] = UNITS.find(([each]) => ns >= each) ?? [1e9, "s"];
  return `${Number((ns / size).toPrecision(3))}${unit}`;
}

/** Format a bound for display: "12.5 s", "1,000 s". */
export function formatBorder(ns: number): string {
  const [size, unit] = UNITS.find(([each]) => ns >= each) ?? [1e9, "s"];
  const amount = Number((ns / size).toPrecision(3));
  return `${amount < 1_000 ? amount : formatCount(amount)} ${unit === "us" ? "µs" : unit}`;
}

/** Format a step: "12.5 s to 16 s". */
export function formatStep({ from, to }: DurationStep): string {
  return `${formatBorder(from)} to ${formatBorder(to)}`;
}

/** Narrow the filter to ended sessions: the duration of others is not final. */
export function ended(filter: string): string {
  return addTerm(addTerm(filter, "-state:running"), "-state:lost");
}

/** Narrow the filter to sessions with a duration in the step. */
export function lasting(filter: string, { from, to }: DurationStep): string {
  return addTerm(addTerm(filter, `duration:>=${literal(from)}`), `duration:<${literal(to)}`);
}
