/** Axes of charts: round ticks that cover the values shown, all but 0 written with one precision. */

import type { TimeRange, Unit } from "./analytics";
import { COMPACT_FROM, formatWith } from "./numbers";
import type { Zone } from "./time";
import { formatTick, zoneName } from "./time";

interface Axis {
  /** Evenly spaced from 0; the last one is not below the largest value. */
  ticks: number[];
  format: (value: number) => string;
}

const MOST_TICKS = 5;

/** Return an axis for values from 0 to the largest of them. */
export function axisOf(values: readonly (number | null)[], unit: Unit): Axis {
  const largest = Math.max(0, ...values.map((value) => value ?? 0));
  const scale = scaleOf(largest, unit);
  const step = roundStep(largest / scale.size / MOST_TICKS, scale);
  const count = Math.max(1, Math.ceil(largest / scale.size / step - 1e-9));
  const decimals = decimalsOf(step, scale.leastDecimals);
  return {
    // Multiplied, not added up, so that rounding errors do not accumulate.
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step * scale.size),
    format: (value) =>
      value === 0
        ? (scale.zero ?? scale.write("0"))
        : scale.write(formatWith(value / scale.size, decimals)),
  };
}

/** The unit of an axis: seconds have a size of 1e9 nanoseconds and are written with an "s". */
interface Scale {
  size: number;
  write: (amount: string) => string;
  /** How 0 is written, where not with the sign of thousands or millions. */
  zero?: string;
  /** Round steps where multiples of ten are not round, such as 15 and 30 for minutes. */
  steps?: readonly number[];
  leastStep?: number;
  leastDecimals?: number;
}

const SEXAGESIMAL = [1, 2, 5, 10, 15, 30, 60];
const HOURS = [1, 2, 3, 6, 12, 24, 48];

const DURATIONS: readonly (Scale & { upTo: number })[] = [
  { upTo: 1e3, size: 1, write: (amount) => `${amount} ns`, leastStep: 1 },
  { upTo: 1e6, size: 1e3, write: (amount) => `${amount} µs` },
  { upTo: 1e9, size: 1e6, write: (amount) => `${amount} ms` },
  { upTo: 120e9, size: 1e9, write: (amount) => `${amount} s` },
  { upTo: 7_200e9, size: 60e9, write: (amount) => `${amount} m`, steps: SEXAGESIMAL },
  { upTo: 172_800e9, size: 3_600e9, write: (amount) => `${amount} h`, steps: HOURS },
  { upTo: Number.POSITIVE_INFINITY, size: 86_400e9, write: (amount) => `${amount} d` },
];

const LARGE: readonly [number, string][] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
];

/** Ticks a fifth of a power of ten apart reach that power with the last one and are named by it. */
const REACHED_FROM = 0.8;

function scaleOf(largest: number, unit: Unit): Scale {
  if (unit === "ns") return DURATIONS.find(({ upTo }) => largest < upTo) as Scale;
  if (unit === "ratio") return { size: 0.01, write: (amount) => `${amount} %` };
  const [size, sign] =
    largest < COMPACT_FROM
      ? [1, ""]
      : (LARGE.find(([each]) => largest > each * REACHED_FROM) ?? [1, ""]);
  if (unit === "usd") {
    const write = (amount: string) => `$${amount}${sign}`;
    return { size, write, zero: "$0", leastDecimals: size === 1 ? 2 : 0 };
  }
  const write = (amount: string) => `${amount}${sign}`;
  return { size, write, zero: "0", ...(size === 1 && { leastStep: 1 }) };
}

/** Return the smallest round step that is not below `atLeast`: 1, 2 or 5 times a power of ten. */
function roundStep(atLeast: number, { steps, leastStep }: Scale): number {
  const wanted = Math.max(atLeast, leastStep ?? 0) || 1;
  const listed = steps?.find((step) => step >= wanted);
  if (listed) return listed;
  const power = 10 ** Math.floor(Math.log10(wanted) + 1e-9);
  return ([1, 2, 5].find((factor) => factor * power >= wanted * (1 - 1e-9)) ?? 10) * power;
}

/** Return the decimals that tell ticks apart; 0 for whole numbers, so that $5 is not $5.00. */
function decimalsOf(step: number, least = 0): number {
  const needed = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return needed && Math.max(needed, least);
}

const MINUTE_NS = 60_000_000_000n;
const HOUR_NS = 60n * MINUTE_NS;
const DAY_NS = 24n * HOUR_NS;
const MOST_TIMES = 8;

/** Choose the steps of a period to label, at round times of the zone, and how to format them. */
export function timeAxisOf(steps: readonly TimeRange[], zone: Zone) {
  const length = (steps.at(-1)?.to ?? 0n) - (steps[0]?.from ?? 0n);
  const isByDay = length > 2n * DAY_NS;
  const marks = isByDay ? dayStarts(steps, zone) : clockMarks(steps, zone, length);
  const every = Math.max(1, Math.ceil(marks.length / MOST_TIMES));
  return {
    // Counted from the end: readers look for the newest time first.
    ticks: marks.filter((_, index) => (marks.length - 1 - index) % every === 0),
    format: (index: number) => formatTick(steps[index]?.from ?? 0n, zone, Number(length)),
  };
}

function dayStarts(steps: readonly TimeRange[], zone: Zone): number[] {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zoneName(zone) });
  const days = steps.map(({ from }) => day.format(Number(from / 1_000_000n)));
  return days.flatMap((each, index) => (index > 0 && each !== days[index - 1] ? [index] : []));
}

/** Return the steps that hold a round time of the clock: every ten minutes, every third hour… */
function clockMarks(steps: readonly TimeRange[], zone: Zone, length: bigint): number[] {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zoneName(zone),
    hour: "2-digit",
    minute: "2-digit",
  });
  const minutes = steps.map(({ from }) => {
    const [hour = 0, minute = 0] = clock
      .format(Number(from / 1_000_000n))
      .split(":")
      .map(Number);
    return 60 * hour + minute;
  });
  const apart = length <= 2n * HOUR_NS ? 10 : length <= 12n * HOUR_NS ? 60 : 180;
  const width = steps[0] ? Number((steps[0].to - steps[0].from) / MINUTE_NS) : 1;
  return minutes.flatMap((minute, index) => (minute % apart < Math.max(1, width) ? [index] : []));
}
