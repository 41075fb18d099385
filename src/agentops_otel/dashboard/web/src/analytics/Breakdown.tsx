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

const FAILURES: MeasureColumn[] = [
  { title: "Calls", measure: "spans" },
  { title: "Failed calls", measure: "errors" },
  { title: "Failure rate", measure: "error_rate" },
];
const SPENDING: MeasureColumn[] = [
  { title: "Calls", measure: "spans" },
  { title: "Tokens", measure: "tokens" },
  { title: "Cost", measure: "cost" },
];
/** Where nothing is grouped: what fails and what costs, a few lines of each. */
export const SUMMARIES: Pick<BreakdownProps, "by" | "title" | "columns" | "sortedBy">[] = [
  { by: "tool", title: "Tool failures", columns: FAILURES, sortedBy: "errors" },
  { by: "model", title: "Spending by model", columns: SPENDING, sortedBy: "cost" },
];
const SUMMARY_ROWS = 8;

interface BreakdownProps {
  filter: string;
  period: Period;
  by: GroupBy;
  title?: string;
  /** Those of a summary: only the first rows are shown, with a way to all. */
  columns?: MeasureColumn[];
  sortedBy?: MeasureName;
}

/** The groups side by side; first the one with the most sessions, or the most of `sortedBy`. */
export function Breakdown(props: BreakdownProps) {
  const { filter, period, by, title = `By ${by}`, sortedBy } = props;
  const q = within(filter, period);
  const columns = props.columns ?? (measuresCalls(by) ? OF_CALLS : OF_SESSIONS);
  const measured = useQueries({
    queries: columns.map(({ measure }) => measureQuery({ measure, q, groupBy: by })),
  }).map(({ data }) => data);
  const groupCount = measured[0]?.groupCount ?? 0;
  const groups = measured.map((each) => (each ? toGroups(each) : new Map<string, number | null>()));
  const sorting = columns.findIndex(({ measure }) => measure === sortedBy);
  const all = [...(groups[0]?.keys() ?? [])].map((name) => ({
    name,
    values: groups.map((group) => group.get(name) ?? null),
  }));
  if (all.length === 0) return null;
  if (sorting >= 0) all.sort((a, b) => (b.values[sorting] ?? 0) - (a.values[sorting] ?? 0));
  const rows = props.columns ? all.slice(0, SUMMARY_ROWS) : all;
  return (
    <section className={`${tables.box} ${styles.breakdown}`} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {props.columns ? (
          <Link to="/analytics" search={(search) => ({ ...search, by })} className={styles.all}>
            {groupCount > rows.length ? `All ${formatCount(groupCount)} ${by}s` : `More by ${by}`}
          </Link>
        ) : groupCount > rows.length ? (
          <p>
            {formatCount(rows.length)} of {formatCount(groupCount)}, those with the most sessions; a
            narrower filter shows others
          </p>
        ) : null}
        <CopyButton
          what={`${props.columns ? title.toLowerCase() : "breakdown"} as CSV`}
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
      <table className={tables.table} aria-label={title}>
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
