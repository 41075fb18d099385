/** The columns that the list may have. */

import type { ReactNode } from "react";
import type { Sort } from "../api/queries";
import { formatAmount, formatCompact, formatCost, formatCount } from "../model/numbers";
import { type Session, totalTokens } from "../model/session";
import { formatAligned } from "../model/time";
import { readableList } from "../model/visible";
import { ErrorIcon } from "../ui/icons";
import { TimeSince } from "../ui/SessionDuration";
import { StateBadge } from "../ui/StateBadge";
import { Maybe, Unknown } from "../ui/Unknown";
import styles from "./SessionTable.module.css";
import { StartTime } from "./StartTime";

export interface Column {
  id: string;
  title: string;
  widthPx: number;
  sort?: Sort;
  className?: string | undefined;
  cell: (session: Session, list: ListFacts) => ReactNode;
}

/** What a cell may need to know about the other rows. */
export interface ListFacts {
  /** The longest duration on the page; it fills its bar. */
  longestNs: number;
}

/** Before and behind the column that names the session, which is always there. */
export const STATE: Column = {
  id: "state",
  widthPx: 112,
  title: "State",
  cell: ({ state }) => <StateBadge state={state} />,
};

export const FIGURES: readonly Column[] = [
  {
    id: "asked",
    widthPx: 280,
    title: "First message",
    cell: ({ firstUserText }) =>
      firstUserText === null ? (
        <Unknown />
      ) : (
        <div className={styles.asked} title={firstUserText}>
          {firstUserText}
        </div>
      ),
  },
  {
    id: "duration",
    widthPx: 96,
    title: "Duration",
    sort: "duration",
    className: styles.duration,
    cell: (session, list) => <Duration session={session} {...list} />,
  },
  {
    id: "errors",
    widthPx: 90,
    title: "Errors",
    sort: "errors",
    className: styles.errors,
    cell: ({ errorCount, spanCount, lostSpanCount }) => (
      <>
        <span className={styles.count} data-bad={Boolean(errorCount) || undefined}>
          {errorCount ? <ErrorIcon size={13} /> : null}
          {formatCompact(errorCount)}
        </span>
        {lostSpanCount ? (
          <div
            className={`${styles.second} ${styles.lost}`}
            title={`${formatAmount(spanCount, "span")} arrived, ${formatCount(lostSpanCount)} were lost`}
          >
            {formatCompact(lostSpanCount)} lost
          </div>
        ) : (
          <div className={styles.second}>{formatAmount(spanCount, "span", formatCompact)}</div>
        )}
      </>
    ),
  },
  {
    id: "calls",
    widthPx: 114,
    title: "LLM calls",
    className: styles.calls,
    cell: ({ llmCallCount, toolCallCount }) => (
      <>
        {formatCompact(llmCallCount)}
        {toolCallCount ? (
          <div className={styles.second}>
            {formatAmount(toolCallCount, "tool call", formatCompact)}
          </div>
        ) : null}
      </>
    ),
  },
  {
    id: "tokens",
    widthPx: 98,
    title: "Tokens",
    sort: "tokens",
    className: styles.tokens,
    cell: (session) => (
      <>
        <Maybe value={totalTokens(session)} format={formatCompact} />
        {session.cachedTokens ? (
          <div className={styles.second}>{formatCompact(session.cachedTokens)} cached</div>
        ) : null}
      </>
    ),
  },
  {
    id: "cost",
    widthPx: 88,
    title: "Cost",
    sort: "cost",
    className: styles.cost,
    cell: ({ costUsd }) => <Maybe value={costUsd} format={formatCost} />,
  },
  {
    id: "models",
    widthPx: 132,
    title: "Models",
    className: styles.words,
    cell: ({ models }) => <Words words={models} />,
  },
  {
    id: "services",
    widthPx: 132,
    title: "Services",
    className: styles.words,
    cell: ({ services }) => <Words words={services} />,
  },
  {
    id: "user",
    widthPx: 132,
    title: "User",
    className: styles.words,
    cell: ({ userId }) => <Words words={userId === null ? [] : [userId]} />,
  },
  {
    id: "start",
    widthPx: 152,
    title: "Start",
    sort: "start",
    cell: ({ startNs }) => <StartTime startNs={startNs} />,
  },
];

/** The columns that a reader may show or hide. */
export const CHOOSABLE: readonly Column[] = [STATE, ...FIGURES];

function Words({ words }: { words: string[] }) {
  const known = readableList(words);
  return known ? <span title={known}>{known}</span> : <Unknown />;
}

/** An open session has no duration yet: the time that it has run so far, or until it was lost. */
function Duration({ session, longestNs }: ListFacts & { session: Session }) {
  const { state, startNs, durationNs } = session;
  if (startNs <= 0n) return <Unknown />;
  if (state === "running") {
    return (
      <>
        <TimeSince startNs={startNs} />
        <div className={styles.second}>so far</div>
      </>
    );
  }
  if (state === "lost") {
    return (
      <>
        <Maybe value={durationNs || null} format={formatAligned} />
        <div className={styles.second}>until lost</div>
      </>
    );
  }
  return (
    <>
      {formatAligned(durationNs)}
      <DurationBar durationNs={durationNs} longestNs={longestNs} />
    </>
  );
}

function DurationBar({ durationNs, longestNs }: { durationNs: number; longestNs: number }) {
  if (!longestNs) return null;
  return (
    <div className={styles.bar}>
      <div style={{ width: `${Math.max(1, (100 * durationNs) / longestNs)}%` }} />
    </div>
  );
}
