/** Periods, buckets and series: the numbers behind every chart. */

import type { WireMeasured } from "../api/wire";
import { addTerm, term } from "./filter";
import { formatCompact, formatCost, formatCount, formatShare } from "./numbers";
import { formatDuration, formatLiteral } from "./time";

export type MeasureName = WireMeasured["measure"];
export type Unit = WireMeasured["unit"];
export type GroupBy = NonNullable<WireMeasured["group_by"]>;

/** A measure over sessions: one value for each group and step that the server returns. */
export interface Measured {
  unit: Unit;
  /** Whether the points are time steps; else each group has a single point. */
  isByTime: boolean;
  /** Number of groups in all; only those with the most sessions are included. */
  groupCount: number;
  series: { group: string | null; points: Point[] }[];
}

interface Point {
  startNs: bigint;
  /** Null: unknown. */
  value: number | null;
}

export function toMeasured(wire: WireMeasured): Measured {
  return {
    unit: wire.unit,
    isByTime: wire.interval_ns !== null,
    groupCount: wire.group_count,
    series: wire.series.map(({ group, points }) => ({
      group,
      points: points.map(({ start_time_unix_nano, value }) => ({
        startNs: BigInt(start_time_unix_nano),
        value,
      })),
    })),
  };
}

const MINUTE = 60_000_000_000n;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

/** The selectable periods, each with a step that suits a chart. */
export const PERIODS = {
  "1h": { steps: 60, step: MINUTE, interval: "1m" },
  "24h": { steps: 24, step: HOUR, interval: "1h" },
  "7d": { steps: 28, step: 6n * HOUR, interval: "6h" },
  "30d": { steps: 30, step: DAY, interval: "1d" },
  "90d": { steps: 30, step: 3n * DAY, interval: "3d" },
} as const;
export type PeriodName = keyof typeof PERIODS;

/** From `from` up to, but excluding, `to`; epoch nanoseconds. */
export interface TimeRange {
  from: bigint;
  to: bigint;
}

export interface Period extends TimeRange {
  step: bigint;
  interval: string;
}

/** Return the period that ends with the current step; the server aligns its steps to the epoch. */
export function periodOf(name: PeriodName, nowMillis: number): Period {
  const { steps, step, interval } = PERIODS[name];
  const to = ((BigInt(nowMillis) * 1_000_000n) / step + 1n) * step;
  return { step, interval, from: to - BigInt(steps) * step, to };
}

// Step widths that are easy to read off an axis, and how the API writes them.
const WIDTHS = [
  [MINUTE, "1m"],
  [5n * MINUTE, "5m"],
  [15n * MINUTE, "15m"],
  [HOUR, "1h"],
  [3n * HOUR, "3h"],
  [12n * HOUR, "12h"],
  [DAY, "1d"],
  [7n * DAY, "7d"],
  [30n * DAY, "30d"],
] as const;

/** Return the period that holds both moments, in at most `maxSteps` steps. */
export function periodOver(first: bigint, last: bigint, maxSteps: number): Period {
  const width = WIDTHS.find(([step]) => (last - first) / step < BigInt(maxSteps - 1));
  const [step, interval] = width ?? [365n * DAY, "365d"];
  const from = (first / step) * step;
  return { step, interval, from, to: (last / step + 1n) * step };
}

export function before({ from, to }: TimeRange): TimeRange {
  return { from: from - (to - from), to: from };
}

/** Narrow the filter to the sessions that started in a time range. */
export function within(filter: string, { from, to }: TimeRange): string {
  return addTerm(addTerm(filter, `start:>=${formatLiteral(from)}`), `start:<${formatLiteral(to)}`);
}

/** Narrow the filter to one group of a grouped measure. */
export function ofGroup(filter: string, field: string, group: string): string {
  return addTerm(filter, term(field, group));
}

/** Narrow the filter to the sessions in none of the groups. */
export function ofOthers(filter: string, field: string, groups: readonly string[]): string {
  return groups.reduce((q, group) => addTerm(q, `-${term(field, group)}`), filter);
}

const OF_CALLS: readonly GroupBy[] = ["model", "provider", "agent", "tool"];

/** Return whether a group's numbers cover only its own calls, not all of its sessions. */
export function measuresCalls(by: GroupBy | undefined): boolean {
  return by !== undefined && OF_CALLS.includes(by);
}

/** Fields with at most one value a session, so that the groups and the rest add up to the whole. */
const SINGLE_VALUED: readonly GroupBy[] = ["state", "user"];

export function addsUp(by: GroupBy | undefined): boolean {
  return by === undefined || SINGLE_VALUED.includes(by);
}

interface Series {
  /** Null where the measure is not grouped. */
  group: string | null;
  /** One value for each step of the period; null: unknown. */
  values: (number | null)[];
}

const SUMS = new Set<Unit>(["count", "tokens", "usd"]);

/**
 * Return one value for each step. For a step that the server leaves out, a sum is 0, unless none of
 * its values is known, and anything else is unknown.
 */
export function toSeries({ series, unit }: Measured, period: Period): Series[] {
  const steps = Number((period.to - period.from) / period.step);
  const known = series.length > 0 ? series : [{ group: null, points: [] }];
  return known.map(({ group, points }) => {
    const isUnknown = points.length > 0 && points.every(({ value }) => value === null);
    const values = new Array<number | null>(steps).fill(SUMS.has(unit) && !isUnknown ? 0 : null);
    for (const { startNs, value } of points) {
      const index = Number((startNs - period.from) / period.step);
      if (index >= 0 && index < steps) values[index] = value;
    }
    return { group, values };
  });
}

/** Return the whole minus the groups at each step, or null where that is 0 at every step. */
export function restOf(
  whole: readonly (number | null)[],
  groups: readonly (readonly (number | null)[])[],
): number[] | null {
  const rest = whole.map((all, index) => {
    const shown = groups.reduce((sum, values) => sum + (values[index] ?? 0), 0);
    const left = (all ?? 0) - shown;
    // Costs are sums of fractions: a difference of 0 comes out slightly above or below it.
    return left > 1e-9 * shown ? left : 0;
  });
  return rest.some((value) => value > 0) ? rest : null;
}

/** Return the time range of each step of the period. */
export function stepsOf({ from, to, step }: Period): TimeRange[] {
  return Array.from({ length: Number((to - from) / step) }, (_, index) => ({
    from: from + BigInt(index) * step,
    to: from + BigInt(index + 1) * step,
  }));
}

/** Return the value of a measure without steps and groups; null: unknown. */
export function toValue({ series, unit }: Measured): number | null {
  const point = series[0]?.points[0];
  if (point) return point.value;
  return SUMS.has(unit) ? 0 : null;
}

export function toGroups({ series }: Measured): Map<string, number | null> {
  return new Map(
    series.flatMap(({ group, points }) =>
      group === null ? [] : [[group, points[0]?.value ?? null] as const],
    ),
  );
}

const UNIT_ENDINGS: Record<Unit, string> = {
  count: "",
  ratio: "",
  tokens: "",
  usd: "_usd",
  ns: "_ns",
};

/** A measure as the API names it, with its unit where it has one: "duration_p95_ns", "cost_usd". */
export function columnName(measure: MeasureName, unit: Unit): string {
  return measure + UNIT_ENDINGS[unit];
}

export function formatMeasure(value: number, unit: Unit): string {
  switch (unit) {
    case "ns":
      return formatDuration(value);
    case "usd":
      return formatCost(value);
    case "ratio":
      return formatShare(value);
    default:
      return formatCompact(value);
  }
}

/** From here on a factor is easier to grasp than percents. */
const MANY_TIMES = 10;

/**
 * Format the change from before to now: "+12 %", "−3 %", "±0 %", "×965"; of a share, which is itself in
 * percent, "+0.2 points". Null where there is nothing to compare.
 */
export function formatChange(now: number | null, then: number | null, unit: Unit): string | null {
  if (now === null || then === null) return null;
  if (unit === "ratio") {
    const points = Math.round(1_000 * (now - then)) / 10;
    return `${signed(points)} ${Math.abs(points) === 1 ? "point" : "points"}`;
  }
  if (then === 0) return null;
  if (now / then >= MANY_TIMES) return `×${formatCount(Math.round(now / then))}`;
  return `${signed(Math.round((100 * (now - then)) / then))} %`;
}

function signed(change: number): string {
  if (change === 0) return "±0";
  return `${change > 0 ? "+" : "−"}${Math.abs(change).toLocaleString("en")}`;
}
