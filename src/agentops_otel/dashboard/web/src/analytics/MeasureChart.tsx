import { useNavigate } from "@tanstack/react-router";
import { ofGroup, type Span, stepsOf, within } from "../model/analytics";
import { toCsv } from "../model/csv";
import { formatExact } from "../model/time";
import { CopyButton } from "../ui/CopyButton";
import { Notice } from "../ui/Notice";
import { ChartTable } from "./ChartTable";
import styles from "./MeasureChart.module.css";
import { TimeChart } from "./TimeChart";
import { type Measures, useLines } from "./useLines";

interface MeasureChartProps extends Measures {
  look: "bars" | "lines";
}

/** A measure over the period, as a picture and, for whoever wants the numbers, as a table. */
export function MeasureChart({ look, ...asked }: MeasureChartProps) {
  const { title, filter, period, by } = asked;
  const navigate = useNavigate();
  const { lines, unit, error } = useLines(asked);
  const steps = stepsOf(period);
  const open = (step: Span, group: string | null) => {
    const narrowed = by && group !== null ? ofGroup(filter, by, group) : filter;
    navigate({ to: "/sessions", search: { q: within(narrowed, step) } });
  };
  const csv = () =>
    toCsv([
      ["start", ...lines.map(({ name }) => name)],
      ...steps.map(({ from }, index) => [
        formatExact(from),
        ...lines.map(({ values }) => values[index] ?? null),
      ]),
    ]);
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <h2>{title}</h2>
        <CopyButton what={`${title.toLowerCase()} as CSV`} text={csv} />
      </figcaption>
      {error ? <Notice title="This could not be measured">{error.message}</Notice> : null}
      <TimeChart title={title} look={look} unit={unit} steps={steps} lines={lines} onOpen={open} />
      {lines.length > 1 ? (
        <ul className={styles.legend}>
          {lines.map(({ name }, index) => (
            <li key={name}>
              <i style={{ background: `var(--series-${(index % 8) + 1})` }} />
              {name}
            </li>
          ))}
        </ul>
      ) : null}
      <ChartTable title={title} filter={filter} unit={unit} steps={steps} lines={lines} />
    </figure>
  );
}
