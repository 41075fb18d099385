import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { memo, useEffect, useMemo } from "react";
import { ApiError } from "../api/client";
import { measureQuery } from "../api/queries";
import { FilterLine } from "../filter/FilterLine";
import { useAccepted } from "../filter/useAccepted";
import { useFacets } from "../filter/useFacets";
import {
  addsUp,
  type GroupBy,
  measuresCalls,
  PERIODS,
  type Period,
  type PeriodName,
  periodOf,
  toGroups,
  toValue,
  within,
} from "../model/analytics";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { Segments } from "../ui/Segments";
import { useNow } from "../ui/useNow";
import styles from "./AnalyticsPage.module.css";
import { Breakdown, SUMMARIES } from "./Breakdown";
import { Cards } from "./Cards";
import { DurationHeatMap } from "./DurationHeatMap";
import { DurationHistogram } from "./DurationHistogram";
import { GroupingSelect } from "./GroupingSelect";
import { MeasureChart } from "./MeasureChart";

const route = getRouteApi("/analytics");

const CHOICES = (Object.keys(PERIODS) as PeriodName[]).map((id) => ({ id, title: id }));

/** Numbers about many sessions: how many, success, duration and cost. */
export function AnalyticsPage() {
  const { q = "", last = "24h", by } = route.useSearch();
  const navigate = route.useNavigate();
  const period = useCurrentPeriod(last);
  const check = useQuery(measureQuery({ measure: "sessions", q: within(q, period) }));
  const accepted = useAccepted(q, check);
  const facets = useFacets(accepted);
  const refusal = check.error instanceof ApiError ? check.error : null;
  const isUnmeasured = check.error !== null && !check.data;
  useEffect(() => {
    document.title = q ? `${q} · Analytics` : "Analytics";
  }, [q]);
  return (
    <main className={styles.page}>
      <h1 className="visually-hidden">Analytics</h1>
      <FilterLine
        applied={q}
        refusal={refusal}
        facets={facets}
        onApply={(next) =>
          navigate({ search: ({ q: _, ...search }) => (next ? { ...search, q: next } : search) })
        }
      />
      <div className={styles.bar}>
        <Segments
          label="Period"
          choices={CHOICES}
          chosen={last}
          onChoose={(chosen) => navigate({ search: (search) => ({ ...search, last: chosen }) })}
        />
        <GroupingSelect
          chosen={by}
          onChoose={(chosen) =>
            navigate({
              search: ({ by: _, ...search }) => (chosen ? { ...search, by: chosen } : search),
            })
          }
        />
      </div>
      {isUnmeasured && !refusal?.isAboutFilter ? (
        <Notice title="The sessions could not be measured">
          <p>{check.error?.message}</p>
          <Button onPress={() => check.refetch()}>Try again</Button>
        </Notice>
      ) : null}
      {check.data && !check.isPlaceholderData && toValue(check.data) === 0 ? (
        <p className={styles.none} role="status">
          No session {q ? "that the filter holds for " : ""}started in this period. Choose a longer
          one, or see <Link to="/sessions">all sessions</Link>.
        </p>
      ) : null}
      {isUnmeasured || accepted === null ? null : (
        <Numbers filter={accepted} period={period} by={by} />
      )}
    </main>
  );
}

interface NumbersProps {
  filter: string;
  period: Period;
  by: GroupBy | undefined;
}

const SHOWN_GROUPS = 8;

/** Rendered again only for other props: charts are slow, and the filter is typed beside them. */
const Numbers = memo(function Numbers({ filter, period, by }: NumbersProps) {
  const counted = useQuery({
    ...measureQuery({ measure: "sessions", q: within(filter, period), groupBy: by }),
    enabled: by !== undefined,
  });
  const groups =
    by && counted.data ? [...toGroups(counted.data).keys()].slice(0, SHOWN_GROUPS) : [];
  const shared = { filter, period, by, groups };
  const sums = addsUp(by) ? "bars" : "lines";
  const isOfCalls = measuresCalls(by);
  return (
    <>
      <Cards filter={filter} period={period} />
      <div className={styles.charts}>
        <MeasureChart {...shared} title="Sessions" measures={["sessions"]} look={sums} />
        <MeasureChart
          {...shared}
          title={isOfCalls ? "Failure rate of calls" : "Error rate"}
          measures={["error_rate"]}
          look="lines"
        />
        <MeasureChart
          {...shared}
          title={isOfCalls ? "p95 duration of calls" : by ? "p95 duration" : "Duration"}
          measures={by ? ["duration_p95"] : ["duration_p50", "duration_p95", "duration_p99"]}
          look="lines"
        />
        <MeasureChart {...shared} title="Cost" measures={["cost"]} look={sums} />
        <MeasureChart
          {...shared}
          title="Tokens"
          measures={by ? ["tokens"] : ["input_tokens", "output_tokens"]}
          look={sums}
        />
        <MeasureChart
          {...shared}
          title={by && !isOfCalls ? "LLM calls" : "Calls"}
          measures={isOfCalls ? ["spans"] : by ? ["llm_calls"] : ["llm_calls", "tool_calls"]}
          look={sums}
        />
        <DurationHistogram filter={filter} period={period} />
        <DurationHeatMap filter={filter} period={period} />
        {by
          ? null
          : SUMMARIES.map((summary) => (
              <Breakdown key={summary.by} filter={filter} period={period} {...summary} />
            ))}
      </div>
      {by ? <Breakdown filter={filter} period={period} by={by} /> : null}
    </>
  );
});

const MOVED_ON_MS = 30_000;

/** Return the period up to now, moved on as time passes. */
function useCurrentPeriod(name: PeriodName): Period {
  const now = useNow(MOVED_ON_MS);
  return useMemo(() => periodOf(name, now), [name, now]);
}
