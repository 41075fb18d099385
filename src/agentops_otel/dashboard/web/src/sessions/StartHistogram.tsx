import { useQuery } from "@tanstack/react-query";
import { type PointerEvent, useRef } from "react";
import { measureQuery, startsQuery } from "../api/queries";
import { type Period, stepsOf, type TimeRange, toSeries, within } from "../model/analytics";
import { withoutField } from "../model/facets";
import { addTerm } from "../model/filter";
import { formatAmount } from "../model/numbers";
import { ticksOf } from "../model/starts";
import { formatMoment } from "../model/time";
import { usePreference } from "../page/preferences";
import { TextButton } from "../ui/TextButton";
import { useBrush } from "../ui/useBrush";
import styles from "./StartHistogram.module.css";

interface StartHistogramProps {
  filter: string;
  onFilter: (q: string) => void;
  /** Whether starts far from all others are included. */
  isWhole: boolean;
  onWhole: (isWhole: boolean) => void;
}

/**
 * When the sessions started; dragging selects a time range. For the pointer only: the filter line
 * takes the same range as text.
 */
export function StartHistogram({ filter, onFilter, isWhole, onWhole }: StartHistogramProps) {
  const starts = useQuery(startsQuery(filter, isWhole)).data;
  // Reserve the space from the start, so that nothing moves when the answer arrives.
  if (!starts) return <div className={styles.starts} />;
  const { period, outside } = starts;
  return (
    <div className={styles.starts}>
      <Bars filter={filter} period={period} onFilter={onFilter} />
      {outside > 0 ? (
        <TextButton className={styles.whole} onClick={() => onWhole(true)}>
          {formatAmount(outside, "session")} outside of this time: show all
        </TextButton>
      ) : isWhole ? (
        <TextButton className={styles.whole} onClick={() => onWhole(false)}>
          Show where most started
        </TextButton>
      ) : null}
    </div>
  );
}

interface BarsProps extends Pick<StartHistogramProps, "filter" | "onFilter"> {
  period: Period;
}

function Bars({ filter, period, onFilter }: BarsProps) {
  const zone = usePreference("zone");
  const box = useRef<HTMLDivElement>(null);
  const { interval } = period;
  const all = useQuery(
    measureQuery({ measure: "sessions", q: within(filter, period), interval }),
  ).data;
  const failed = useQuery(
    measureQuery({
      measure: "sessions",
      q: within(addTerm(filter, "state:error"), period),
      interval,
    }),
  ).data;
  const steps = stepsOf(period);
  const counts = all ? (toSeries(all, period)[0]?.values ?? []) : [];
  const errors = failed ? (toSeries(failed, period)[0]?.values ?? []) : [];
  const most = Math.max(1, ...counts.map((count) => count ?? 0));

  const stepAt = (event: PointerEvent) => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    const index = Math.floor(((event.clientX - left) / width) * steps.length);
    return Math.max(0, Math.min(steps.length - 1, index));
  };
  const { brushed, handlers } = useBrush({
    placeOf: stepAt,
    onRelease: (first, last) => {
      const { from } = steps[first] as TimeRange;
      const { to } = steps[last] as TimeRange;
      onFilter(within(withoutField(filter, "start"), { from, to }));
    },
  });
  const isMarked = (index: number) =>
    brushed !== null && index >= brushed.from && index <= brushed.to;
  const total = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return (
    <div
      role="img"
      aria-label={`Starts of ${formatAmount(total, "session")} from ${formatMoment(period.from, zone)} to ${formatMoment(period.to, zone)}`}
    >
      <div ref={box} className={styles.histogram} {...handlers}>
        {steps.map(({ from }, index) => {
          const count = counts[index] ?? 0;
          const bad = errors[index] ?? 0;
          const title = `${formatMoment(from, zone)}: ${formatAmount(count, "session")}, ${formatAmount(bad, "error")}`;
          return (
            <div key={String(from)} title={title} data-marked={isMarked(index) || undefined}>
              <i style={{ height: `${(100 * count) / most}%` }}>
                <b style={{ height: `${count ? (100 * bad) / count : 0}%` }} />
              </i>
            </div>
          );
        })}
      </div>
      <div className={styles.moments}>
        {ticksOf(period, zone).map(({ place, text }) => (
          <span key={place} style={{ left: `${100 * place}%` }}>
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}
