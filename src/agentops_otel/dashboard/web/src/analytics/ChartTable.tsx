import { Link } from "@tanstack/react-router";
import { usePreference } from "../app/preferences";
import { formatMeasure, type Span, type Unit, within } from "../model/analytics";
import { formatMoment } from "../model/time";
import { Unknown } from "../ui/Unknown";
import styles from "./ChartTable.module.css";
import type { ChartLine } from "./useLines";

interface ChartTableProps {
  title: string;
  filter: string;
  unit: Unit;
  steps: Span[];
  lines: ChartLine[];
}

/** The numbers of a chart, folded below it; each step leads to its sessions. */
export function ChartTable({ title, filter, unit, steps, lines }: ChartTableProps) {
  const zone = usePreference("zone");
  return (
    <details className={styles.table}>
      <summary>As a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus. */}
      <section className={styles.scroll} tabIndex={0} aria-label={`${title} as a table`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Start</th>
              {lines.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map(({ from, to }, index) => (
              <tr key={String(from)}>
                <th scope="row">
                  <Link to="/sessions" search={{ q: within(filter, { from, to }) }} preload={false}>
                    {formatMoment(from, zone)}
                  </Link>
                </th>
                {lines.map(({ name, values }) => {
                  const value = values[index] ?? null;
                  return (
                    <td key={name}>{value === null ? <Unknown /> : formatMeasure(value, unit)}</td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
