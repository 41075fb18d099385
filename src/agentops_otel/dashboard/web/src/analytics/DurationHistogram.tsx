import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { measureQuery } from "../api/queries";
import { type MeasureName, type Period, toValue, within } from "../model/analytics";
import { axisOf } from "../model/axis";
import { toCsv } from "../model/csv";
import {
  borderMarks,
  type DurationStep,
  ended,
  formatBorder,
  formatStep,
  lasting,
  placeOf,
  toDurationCounts,
} from "../model/durations";
import { formatAmount, formatCompact } from "../model/numbers";
import { formatDuration } from "../model/time";
import { ChartFigure } from "./ChartFigure";
import styles from "./Durations.module.css";
import { type Area, Plot } from "./Plot";

const TITLE = "Distribution of durations";

/** Sessions by duration, with the percentiles marked. */
export function DurationHistogram({ filter, period }: { filter: string; period: Period }) {
  const navigate = useNavigate();
  const whole = ended(within(filter, period));
  const counted = useQuery(measureQuery({ measure: "sessions", q: whole, groupBy: "duration" }));
  const percentiles = usePercentiles(within(filter, period));
  const { steps, counts } = counted.data
    ? toDurationCounts(counted.data, period)
    : { steps: [], counts: [] };
  const countAt = (index: number) => counts[index]?.[0] ?? 0;
  const axis = axisOf(
    steps.map((_, index) => countAt(index)),
    "count",
  );
  const top = axis.ticks.at(-1) ?? 1;
  const bar = (step: DurationStep, index: number, { width, height }: Area) => {
    const wide = width / steps.length;
    const tall = (countAt(index) / top) * height;
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: keys have the table.
      <g
        key={step.from}
        className={styles.bar}
        onClick={() => navigate({ to: "/sessions", search: { q: lasting(whole, step) } })}
      >
        <title>{`${formatStep(step)}: ${formatAmount(countAt(index), "session")}`}</title>
        <rect x={index * wide} width={wide} height={height} className={styles.reach} />
        <rect
          x={index * wide + 0.5}
          y={height - tall}
          width={Math.max(0, wide - 1)}
          height={tall}
        />
      </g>
    );
  };
  return (
    <ChartFigure
      title={TITLE}
      error={counted.data ? null : counted.error}
      csv={() =>
        toCsv([
          ["from_ns", "to_ns", "sessions"],
          ...steps.map(({ from, to }, index) => [from, to, countAt(index)]),
        ])
      }
      heads={["Duration", "Sessions"]}
      rows={() =>
        steps.map((step, index) => ({
          key: String(step.from),
          name: formatStep(step),
          q: lasting(whole, step),
          cells: [formatCompact(countAt(index))],
        }))
      }
      legend={percentiles.map(({ name, value }) => (
        <span key={name}>
          <i className={styles[name]} />
          {name} {formatDuration(value)}
        </span>
      ))}
    >
      <Plot
        title={TITLE}
        across={borderMarks(steps).map((index) => ({
          at: index / steps.length,
          text: formatBorder(steps[index]?.from ?? 0),
        }))}
        up={axis.ticks.map((tick) => ({ at: tick / top, text: axis.format(tick) }))}
      >
        {(area) => (
          <>
            {steps.map((step, index) => bar(step, index, area))}
            {percentiles.map(({ name, value }) => {
              const x = steps.length ? (placeOf(value, steps) / steps.length) * area.width : 0;
              return (
                <line key={name} x1={x} x2={x} y2={area.height} className={styles[name]}>
                  <title>{`${name}: ${formatDuration(value)}`}</title>
                </line>
              );
            })}
          </>
        )}
      </Plot>
    </ChartFigure>
  );
}

const PERCENTILES: { name: string; measure: MeasureName }[] = [
  { name: "p50", measure: "duration_p50" },
  { name: "p95", measure: "duration_p95" },
  { name: "p99", measure: "duration_p99" },
];

/** Return the percentiles of ended sessions, without unknown ones. */
function usePercentiles(q: string) {
  const measured = useQueries({
    queries: PERCENTILES.map(({ measure }) => measureQuery({ measure, q })),
  });
  return PERCENTILES.flatMap(({ name }, index) => {
    const own = measured[index]?.data;
    const value = own ? toValue(own) : null;
    return value === null ? [] : [{ name, value }];
  });
}
