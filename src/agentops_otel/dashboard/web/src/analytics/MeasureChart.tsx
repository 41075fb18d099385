import { useNavigate } from "@tanstack/react-router";
import { formatMeasure, stepsOf, type TimeRange, within } from "../model/analytics";
import { toCsv } from "../model/csv";
import { formatExact, formatMoment } from "../model/time";
import { usePreference } from "../page/preferences";
import { Maybe } from "../ui/Unknown";
import { HEIGHT_PX } from "./axis";
import { ChartFigure } from "./ChartFigure";
import { TimeChart } from "./TimeChart";
import { type Measures, useLines } from "./useLines";

interface MeasureChartProps extends Omit<Measures, "isSummed"> {
  look: "bars" | "lines";
}

/** A measure over the period. */
export function MeasureChart({ look, ...asked }: MeasureChartProps) {
  const { title, filter, period } = asked;
  const navigate = useNavigate();
  const zone = usePreference("zone");
  const { lines, unit, isMeasured, error } = useLines({
    ...asked,
    isSummed: look === "bars",
  });
  const steps = stepsOf(period);
  const open = (step: TimeRange, narrowed: string) =>
    navigate({ to: "/sessions", search: { q: within(narrowed, step) } });
  const valuesAt = (index: number) => lines.map(({ values }) => values[index] ?? null);
  const csv = () =>
    toCsv([
      ["start", ...lines.map(({ column }) => column)],
      ...steps.map(({ from }, index) => [formatExact(from), ...valuesAt(index)]),
    ]);
  return (
    <ChartFigure
      title={title}
      csv={csv}
      error={error}
      heads={["Start", ...lines.map(({ name }) => name)]}
      rows={() =>
        (isMeasured ? steps : []).map((step, index) => ({
          key: String(step.from),
          name: formatMoment(step.from, zone),
          q: within(filter, step),
          cells: valuesAt(index).map((value, at) => (
            <Maybe
              key={lines[at]?.id}
              value={value}
              format={(known) => formatMeasure(known, unit)}
            />
          )),
        }))
      }
      legend={
        lines.length > 1
          ? lines.map(({ id, name, colour }) => (
              <span key={id} title={name}>
                <i style={{ background: colour }} />
                <span>{name}</span>
              </span>
            ))
          : null
      }
    >
      <div style={{ minHeight: HEIGHT_PX }}>
        {isMeasured ? (
          <TimeChart
            title={title}
            look={look}
            unit={unit}
            steps={steps}
            lines={lines}
            onOpen={open}
          />
        ) : null}
      </div>
    </ChartFigure>
  );
}
