import {
  type ActiveDotProps,
  Bar,
  CartesianGrid,
  ComposedChart,
  type DotItemDotProps,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatMeasure, type TimeRange, type Unit } from "../model/analytics";
import { axisOf, timeAxisOf } from "../model/axis";
import { formatMoment } from "../model/time";
import { usePreference } from "../page/preferences";
import { AXIS, BELOW_PX, GUTTER_PX, HEIGHT_PX, RIGHT_PX, TOP_PX } from "./axis";
import styles from "./TimeChart.module.css";
import type { ChartLine } from "./useLines";

interface TimeChartProps {
  title: string;
  look: "bars" | "lines";
  unit: Unit;
  steps: TimeRange[];
  lines: ChartLine[];
  /** Called to show the sessions behind a point. */
  onOpen: (step: TimeRange, filter: string) => void;
}

export function TimeChart({ title, look, unit, steps, lines, onOpen }: TimeChartProps) {
  const zone = usePreference("zone");
  const times = timeAxisOf(steps, zone);
  const axis = axisOf(heights(look, steps.length, lines), unit);
  const data = steps.map((step, index) => ({
    index,
    step,
    values: lines.map(({ values }) => values[index] ?? null),
  }));
  const open = (index: number | undefined, filter: string) => {
    const step = index === undefined ? undefined : steps[index];
    if (step) onOpen(step, filter);
  };
  return (
    <div className={styles.chart}>
      <ResponsiveContainer width="100%" height={HEIGHT_PX} initialDimension={INITIAL}>
        <ComposedChart
          data={data}
          margin={{ top: TOP_PX, right: RIGHT_PX, bottom: 0, left: 0 }}
          title={title}
          barCategoryGap={2}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            {...AXIS}
            dataKey="index"
            // Bands for lines as well, so that a time has the same position in every chart.
            scale="band"
            ticks={times.ticks}
            tickFormatter={times.format}
            axisLine={{ stroke: "var(--line-strong)" }}
            height={BELOW_PX}
            interval="preserveEnd"
            minTickGap={12}
          />
          <YAxis
            {...AXIS}
            width={GUTTER_PX}
            axisLine={false}
            ticks={axis.ticks}
            domain={[0, axis.ticks.at(-1) ?? 1]}
            interval={0}
            tickFormatter={axis.format}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--hover)", stroke: "var(--line-strong)" }}
            content={({ active, payload }) =>
              active && payload?.[0] ? (
                <PointTip row={payload[0].payload} lines={lines} unit={unit} />
              ) : null
            }
          />
          {lines.map(({ id, name, filter, colour }, index) => {
            const shared = {
              name,
              dataKey: ({ values }: (typeof data)[number]) => values[index],
              isAnimationActive: false,
            };
            return look === "bars" ? (
              <Bar
                key={id}
                {...shared}
                stackId="all"
                fill={colour}
                cursor="pointer"
                onClick={(_, at) => open(at, filter)}
              />
            ) : (
              <Line
                key={id}
                {...shared}
                type="linear"
                stroke={colour}
                strokeWidth={1.75}
                dot={({ cx, cy, index: at }: DotItemDotProps) =>
                  isAlone(lines[index]?.values ?? [], at) ? (
                    <circle key={at} cx={cx} cy={cy} r={2.5} fill={colour} />
                  ) : null
                }
                activeDot={({ cx, cy, index: at }: ActiveDotProps) => (
                  // biome-ignore lint/a11y/noStaticElementInteractions: keys have the table.
                  <circle
                    cx={cx}
                    cy={cy}
                    r={4}
                    fill={colour}
                    cursor="pointer"
                    onClick={() => open(at, filter)}
                  />
                )}
              />
            );
          })}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Return the heights that the axis has to cover: bars are stacked, lines are not. */
function heights(look: "bars" | "lines", count: number, lines: ChartLine[]): number[] {
  const at = (index: number) => lines.map(({ values }) => values[index] ?? 0);
  return Array.from({ length: count }, (_, index) =>
    look === "bars" ? at(index).reduce((sum, value) => sum + value, 0) : Math.max(0, ...at(index)),
  );
}

/** Return whether a value stands between two unknown ones, where no line shows it. */
function isAlone(values: (number | null)[], at: number): boolean {
  const isUnknown = (index: number) => (values[index] ?? null) === null;
  return !isUnknown(at) && isUnknown(at - 1) && isUnknown(at + 1);
}

const INITIAL = { width: 480, height: HEIGHT_PX };

interface PointTipProps {
  row: { step: TimeRange; values: (number | null)[] };
  lines: ChartLine[];
  unit: Unit;
}

function PointTip({ row, lines, unit }: PointTipProps) {
  const zone = usePreference("zone");
  return (
    <div className={styles.tip}>
      <strong>{formatMoment(row.step.from, zone)}</strong>
      {lines.map(({ id, name, colour }, index) => {
        const value = row.values[index] ?? null;
        return (
          <div key={id}>
            <i style={{ background: colour }} />
            <b>{name}</b>
            <span>{value === null ? "unknown" : formatMeasure(value, unit)}</span>
          </div>
        );
      })}
    </div>
  );
}
