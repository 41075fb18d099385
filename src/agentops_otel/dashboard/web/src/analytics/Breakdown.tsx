import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { measureQuery } from "../api/queries";
import {
  columnName,
  formatMeasure,
  type GroupBy,
  type MeasureName,
  measuresCalls,
  ofGroup,
  type Period,
  toGroups,
  within,
} from "../model/analytics";
import { toCsv } from "../model/csv";
import { formatCount } from "../model/numbers";
import { readable } from "../model/visible";
import { CopyButton } from "../ui/CopyButton";
import tables from "../ui/Table.module.css";
import { Unknown } from "../ui/Unknown";
import styles from "./Breakdown.module.css";

interface MeasureColumn {
  title: string;
  measure: MeasureName;
}

const OF_SESSIONS: MeasureColumn[] = [
  { title: "Sessions", measure: "sessions" },
  { title: "Error rate", measure: "error_rate" },
  { title: "Median", measure: "duration_p50" },
  { title: "p95", measure: "duration_p95" },
  { title: "LLM calls", measure: "llm_calls" },
  { title: "Tokens", measure: "tokens" },
  { title: "Cost", measure: "cost" },
];
const OF_CALLS: MeasureColumn[] = [
  { title: "Sessions", measure: "sessions" },
  { title: "Calls", measure: "spans" },
  { title: "Failed calls", measure: "errors" },
  { title: "Failure rate", measure: "error_rate" },
  { title: "Median of calls", measure: "duration_p50" },
  { title: "p95 of calls", measure: "duration_p95" },
  { title: "Tokens", measure: "tokens" },
  { title: "Cost", measure: "cost" },
];

interface BreakdownProps {
  filter: string;
  period: Period;
  by: GroupBy;
}

/** The groups side by side, the one with the most sessions first. */
export function Breakdown({ filter, period, by }: BreakdownProps) {
  const q = within(filter, period);
  const columns = measuresCalls(by) ? OF_CALLS : OF_SESSIONS;
  const measured = useQueries({
    queries: columns.map(({ measure }) => measureQuery({ measure, q, groupBy: by })),
  }).map(({ data }) => data);
  const groupCount = measured[0]?.groupCount ?? 0;
  const groups = measured.map((each) => (each ? toGroups(each) : new Map<string, number | null>()));
  const names = [...(groups[0]?.keys() ?? [])];
  if (names.length === 0) return null;
  const rows = names.map((name) => ({
    name,
    values: groups.map((group) => group.get(name) ?? null),
  }));
  return (
    <section className={`${tables.box} ${styles.breakdown}`} aria-label={`By ${by}`}>
      <header>
        <h2>By {by}</h2>
        {groupCount > names.length ? (
          <p>
            {formatCount(names.length)} of {formatCount(groupCount)}, those with the most sessions;
            a narrower filter shows others
          </p>
        ) : null}
        <CopyButton
          what="breakdown as CSV"
          text={() =>
            toCsv([
              [
                by,
                ...columns.map(({ measure }, index) =>
                  columnName(measure, measured[index]?.unit ?? "count"),
                ),
              ],
              ...rows.map(({ name, values }) => [name, ...values]),
            ])
          }
        />
      </header>
      <table className={tables.table} aria-label={`By ${by}`}>
        <thead>
          <tr>
            <th scope="col">{by}</th>
            {columns.map(({ title, measure }) => (
              <th key={measure} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">
                <Link
                  to="/sessions"
                  search={{ q: ofGroup(q, by, name) }}
                  className={tables.name}
                  title={readable(name)}
                >
                  {readable(name)}
                </Link>
              </th>
              {values.map((value, index) => (
                <td key={columns[index]?.measure}>
                  {value === null ? (
                    <Unknown />
                  ) : (
                    formatMeasure(value, measured[index]?.unit ?? "count")
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
