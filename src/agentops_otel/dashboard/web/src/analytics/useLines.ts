import { useQueries, useQuery } from "@tanstack/react-query";
import { measureQuery } from "../api/queries";
import {
  addsUp,
  columnName,
  type GroupBy,
  type MeasureName,
  ofGroup,
  ofOthers,
  type Period,
  restOf,
  toSeries,
  type Unit,
  within,
} from "../model/analytics";
import { readable } from "../model/visible";

/** One line of a chart, or one segment of its bars. */
export interface ChartLine {
  id: string;
  name: string;
  /** Its name as a CSV column, with the measure and its unit. */
  column: string;
  /** The filter for the sessions it is measured over. */
  filter: string;
  colour: string;
  values: (number | null)[];
}

export interface Measures {
  title: string;
  measures: MeasureName[];
  filter: string;
  period: Period;
  by: GroupBy | undefined;
  /** The groups to show, the same in every chart so that each keeps its colour. */
  groups: string[];
  /** Whether values are stacked, which takes the rest beside the groups as well. */
  isSummed: boolean;
}

/** Names of measures that share a chart. */
const NAMES: Partial<Record<MeasureName, string>> = {
  duration_p50: "median",
  duration_p95: "p95",
  duration_p99: "p99",
  input_tokens: "input",
  output_tokens: "output",
  llm_calls: "LLM calls",
  tool_calls: "tool calls",
};

const SERIES = 8;

/** States have the same colours everywhere; all other groups take theirs in turn. */
const STATES: Record<string, string> = {
  success: "var(--success)",
  error: "var(--error)",
  running: "var(--running)",
  unfinished: "var(--warning)",
  lost: "var(--series-4)",
  cancelled: "var(--quiet)",
};

function colourOf(index: number, state: string | null): string {
  return (state && STATES[state]) || `var(--series-${(index % SERIES) + 1})`;
}

/**
 * Query measures over a period: a line for each measure, or for each group of the first measure and
 * for the rest.
 */
export function useLines(asked: Measures) {
  const { title, measures, filter, period, by, groups, isSummed } = asked;
  const q = within(filter, period);
  const queries = useQueries({
    queries: measures.map((measure) =>
      measureQuery({ measure, q, groupBy: by, interval: period.interval }),
    ),
  });
  const whole = useQuery({
    ...measureQuery({ measure: measures[0] as MeasureName, q, interval: period.interval }),
    enabled: by !== undefined && isSummed && addsUp(by),
  }).data;
  const measured = queries.map(({ data }) => (data ? toSeries(data, period) : []));
  const unit: Unit = queries.find(({ data }) => data)?.data?.unit ?? "count";
  const column = columnName(measures[0] as MeasureName, unit);
  const lines: ChartLine[] = by
    ? groups.map((group, index) => ({
        id: `group ${group}`,
        name: readable(group),
        column: `${column} ${group}`,
        filter: ofGroup(filter, by, group),
        colour: colourOf(index, by === "state" ? group : null),
        values: measured[0]?.find((series) => series.group === group)?.values ?? [],
      }))
    : measured.map((series, index) => ({
        id: `measure ${measures[index]}`,
        name: NAMES[measures[index] as MeasureName] ?? title.toLowerCase(),
        column: columnName(measures[index] as MeasureName, unit),
        filter,
        colour: colourOf(index, null),
        values: series[0]?.values ?? [],
      }));
  const rest =
    by && whole && isSummed && addsUp(by) && groups.length > 0
      ? restOf(
          toSeries(whole, period)[0]?.values ?? [],
          lines.map(({ values }) => values),
        )
      : null;
  if (by && rest) {
    lines.push({
      id: "rest",
      name: "all others",
      column: `${column} all others`,
      filter: ofOthers(filter, by, groups),
      colour: "var(--control-line)",
      values: rest,
    });
  }
  const isMeasured = queries.every(({ data }) => data);
  return {
    lines,
    unit,
    isMeasured,
    error: queries.find(({ data, error }) => error && !data)?.error ?? null,
  };
}
