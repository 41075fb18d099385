import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { memo, useEffect, useMemo } from "react";
import { ApiError } from "../api/client";
import { measureQuery } from "../api/queries";
import { FilterLine } from "../filter/FilterLine";
import { useFacets, valuesOfFacets } from "../filter/useFacets";
import {
  type GroupBy,
  PERIODS,
  type Period,
  type PeriodName,
  periodOf,
  toGroups,
  within,
} from "../model/analytics";
import { Segments } from "../ui/Segments";
import { useNow } from "../ui/useNow";
import styles from "./AnalyticsPage.module.css";
import { Breakdown } from "./Breakdown";
import { Cards } from "./Cards";
import { DurationHeatMap } from "./DurationHeatMap";
import { DurationHistogram } from "./DurationHistogram";
import { GroupingSelect } from "./GroupingSelect";
import { MeasureChart } from "./MeasureChart";

const route = getRouteApi("/analytics");

const CHOICES = (Object.keys(PERIODS) as PeriodName[]).map((id) => ({ id, title: id }));

/** Numbers about many sessions: how many, how well, how long, at what cost. */
export function AnalyticsPage() {
  const { q = "", last = "24h", by } = route.useSearch();
  const navigate = route.useNavigate();
  const period = useCurrentPeriod(last);
  const facets = useFacets(q, true);
  const check = useQuery(measureQuery({ measure: "sessions", q: within(q, period) }));
  const refusal = check.error instanceof ApiError ? check.error : null;
  useEffect(() => {
    document.title = q ? `${q} · Analytics` : "Analytics";
  }, [q]);
  return (
    <main className={styles.page}>
      <h1 className="visually-hidden">Analytics</h1>
      <FilterLine
        applied={q}
        refusal={refusal}
        valuesOf={valuesOfFacets(facets)}
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
      {refusal ? null : <Numbers filter={q} period={period} by={by} />}
    </main>
  );
}

interface NumbersProps {
  filter: string;
  period: Period;
  by: GroupBy | undefined;
}

/** Of these a session has one value, so that groups add up to the whole. */
const SINGLE_VALUED: readonly GroupBy[] = ["state", "user"];
const SHOWN_GROUPS = 8;

/** Drawn anew only for another question: charts are slow, and the filter line is typed into. */
const Numbers = memo(function Numbers({ filter, period, by }: NumbersProps) {
  const counted = useQuery({
    ...measureQuery({ measure: "sessions", q: within(filter, period), groupBy: by }),
    enabled: by !== undefined,
  });
  const groups =
    by && counted.data ? [...toGroups(counted.data).keys()].slice(0, SHOWN_GROUPS) : [];
  const shared = { filter, period, by, groups };
  const sums = !by || SINGLE_VALUED.includes(by) ? "bars" : "lines";
  return (
    <>
      <Cards filter={filter} period={period} />
      <div className={styles.charts}>
        <MeasureChart {...shared} title="Sessions" measures={["sessions"]} look={sums} />
        <MeasureChart {...shared} title="Error rate" measures={["error_rate"]} look="lines" />
        <MeasureChart
          {...shared}
          title={by ? "p95 duration" : "Duration"}
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
          title={by ? "LLM calls" : "Calls"}
          measures={by ? ["llm_calls"] : ["llm_calls", "tool_calls"]}
          look={sums}
        />
        <DurationHistogram filter={filter} period={period} />
        <DurationHeatMap filter={filter} period={period} />
      </div>
      {by ? <Breakdown filter={filter} period={period} by={by} /> : null}
    </>
  );
});

const MOVED_ON_MS = 30_000;

/** The period up to now, moved on as time goes by. */
function useCurrentPeriod(name: PeriodName): Period {
  const now = useNow(MOVED_ON_MS);
  return useMemo(() => periodOf(name, now), [name, now]);
}
