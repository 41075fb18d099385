import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { measureQuery } from "../api/queries";
import { type Period, stepsOf, type TimeRange, within } from "../model/analytics";
import { timeAxisOf } from "../model/axis";
import { toCsv } from "../model/csv";
import {
  borderMarks,
  type DurationStep,
  ended,
  formatBorder,
  formatStep,
  lasting,
  toDurationCounts,
} from "../model/durations";
import { formatAmount, formatCompact } from "../model/numbers";
import { formatExact, formatMoment } from "../model/time";
import { usePreference } from "../page/preferences";
import { ChartFigure } from "./ChartFigure";
import styles from "./Durations.module.css";
import { Plot } from "./Plot";

const TITLE = "Duration by start";
/** Opacity of the cell with the fewest sessions. */
const FAINTEST = 0.18;

interface Cell {
  row: number;
  column: number;
  time: TimeRange;
  step: DurationStep;
  count: number;
}

/** Sessions by start and duration: the darker, the more. */
export function DurationHeatMap({ filter, period }: { filter: string; period: Period }) {
  const navigate = useNavigate();
  const zone = usePreference("zone");
  const counted = useQuery(
    measureQuery({
      measure: "sessions",
      q: ended(within(filter, period)),
      groupBy: "duration",
      interval: period.interval,
    }),
  );
  const times = stepsOf(period);
  const { steps, counts } = counted.data
    ? toDurationCounts(counted.data, period)
    : { steps: [], counts: [] };
  const cells: Cell[] = times.flatMap((time, column) =>
    steps.flatMap((step, row) => {
      const count = counts[row]?.[column] ?? 0;
      return count > 0 ? [{ row, column, time, step, count }] : [];
    }),
  );
  const most = Math.max(1, ...cells.map(({ count }) => count));
  const filterOf = ({ time, step }: Cell) => lasting(ended(within(filter, time)), step);
  const axis = timeAxisOf(times, zone);
  return (
    <ChartFigure
      title={TITLE}
      error={counted.data ? null : counted.error}
      csv={() =>
        toCsv([
          ["start", "from_ns", "to_ns", "sessions"],
          ...cells.map(({ time, step, count }) => [
            formatExact(time.from),
            step.from,
            step.to,
            count,
          ]),
        ])
      }
      heads={["Start", "Duration", "Sessions"]}
      rows={() =>
        cells.map((cell) => ({
          key: `${cell.column} ${cell.row}`,
          name: formatMoment(cell.time.from, zone),
          q: filterOf(cell),
          cells: [formatStep(cell.step), formatCompact(cell.count)],
        }))
      }
      legend={
        cells.length > 0 ? (
          <span className={styles.scale}>
            1 <b /> {formatAmount(most, "session")}
          </span>
        ) : null
      }
    >
      <Plot
        title={TITLE}
        across={axis.ticks.map((index) => ({
          at: (index + 0.5) / times.length,
          text: axis.format(index),
        }))}
        up={borderMarks(steps).map((index) => ({
          at: index / steps.length,
          text: formatBorder(steps[index]?.from ?? 0),
        }))}
      >
        {({ width, height }) => {
          const wide = width / times.length;
          const tall = height / steps.length;
          return cells.map((cell) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: keys have the table.
            <rect
              key={`${cell.column} ${cell.row}`}
              className={styles.cell}
              x={cell.column * wide + 0.5}
              y={height - (cell.row + 1) * tall + 0.5}
              width={Math.max(1, wide - 1)}
              height={Math.max(1, tall - 1)}
              fillOpacity={
                FAINTEST + (1 - FAINTEST) * Math.sqrt((cell.count - 1) / (most - 1 || 1))
              }
              onClick={() => navigate({ to: "/sessions", search: { q: filterOf(cell) } })}
            >
              <title>
                {`${formatMoment(cell.time.from, zone)}, ${formatStep(cell.step)}: ${formatAmount(cell.count, "session")}`}
              </title>
            </rect>
          ));
        }}
      </Plot>
    </ChartFigure>
  );
}
