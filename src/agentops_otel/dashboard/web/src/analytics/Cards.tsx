import { useQuery } from "@tanstack/react-query";
import { measureQuery } from "../api/queries";
import {
  before,
  formatChange,
  formatMeasure,
  type MeasureName,
  type Period,
  toValue,
  within,
} from "../model/analytics";
import { Unknown } from "../ui/Unknown";
import styles from "./Cards.module.css";

const CARDS: { title: string; measure: MeasureName }[] = [
  { title: "Sessions", measure: "sessions" },
  { title: "Error rate", measure: "error_rate" },
  { title: "Median duration", measure: "duration_p50" },
  { title: "p95 duration", measure: "duration_p95" },
  { title: "p99 duration", measure: "duration_p99" },
  { title: "Tokens", measure: "tokens" },
  { title: "Cost", measure: "cost" },
];

/** The period in a few numbers, each beside its value in the period before. */
export function Cards({ filter, period }: { filter: string; period: Period }) {
  return (
    <dl className={styles.cards}>
      {CARDS.map((card) => (
        <Card key={card.measure} {...card} filter={filter} period={period} />
      ))}
    </dl>
  );
}

/** Takes the room of a line and says nothing. */
const NOT_YET = "\u00a0";

interface CardProps {
  title: string;
  measure: MeasureName;
  filter: string;
  period: Period;
}

function Card({ title, measure, filter, period }: CardProps) {
  const { data: now, isPending } = useQuery(measureQuery({ measure, q: within(filter, period) }));
  const then = useQuery(measureQuery({ measure, q: within(filter, before(period)) })).data;
  const value = now ? toValue(now) : null;
  const earlier = then ? toValue(then) : null;
  const change = now ? formatChange(value, earlier, now.unit) : null;
  return (
    <div className={styles.card}>
      <dt>{title}</dt>
      <dd className={styles.value}>
        {isPending ? NOT_YET : now && value !== null ? formatMeasure(value, now.unit) : <Unknown />}
      </dd>
      <dd className={styles.change}>
        {change && then && earlier !== null
          ? `${change} from ${formatMeasure(earlier, then.unit)}`
          : then
            ? "nothing to compare with"
            : NOT_YET}
      </dd>
    </div>
  );
}
