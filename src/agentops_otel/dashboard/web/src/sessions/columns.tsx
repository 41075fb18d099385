/** The columns that the list may have. */

import type { ReactNode } from "react";
import type { Sort } from "../api/queries";
import { formatAmount, formatCompact, formatCost } from "../model/numbers";
import { type Session, totalTokens } from "../model/session";
import { formatAligned } from "../model/time";
import { ErrorIcon } from "../ui/icons";
import { StateBadge } from "../ui/StateBadge";
import { Maybe, Unknown } from "../ui/Unknown";
import styles from "./SessionTable.module.css";
import { StartTime } from "./StartTime";

export interface Column {
  id: string;
  title: string;
  sort?: Sort;
  className?: string | undefined;
  cell: (session: Session, list: ListFacts) => ReactNode;
}

/** What a cell may have to know of the others. */
export interface ListFacts {
  /** The longest duration on the page, which a full bar stands for. */
  longestNs: number;
}

/** Before and behind the column that names the session, which is always there. */
export const STATE: Column = {
  id: "state",
  title: "State",
  className: styles.state,
  cell: ({ state }) => <StateBadge state={state} />,
};

export const FIGURES: readonly Column[] = [
  {
    id: "duration",
    title: "Duration",
    sort: "duration",
    className: styles.duration,
    cell: ({ durationNs }, { longestNs }) => (
      <>
        {formatAligned(durationNs)}
        <DurationBar durationNs={durationNs} longestNs={longestNs} />
      </>
    ),
  },
  {
    id: "errors",
    title: "Errors",
    sort: "errors",
    className: styles.errors,
    cell: ({ errorCount, spanCount }) => (
      <>
        <span className={styles.count} data-bad={Boolean(errorCount) || undefined}>
          {errorCount ? <ErrorIcon size={13} /> : null}
          {formatCompact(errorCount)}
        </span>
        <div className={styles.second}>{formatAmount(spanCount, "span")}</div>
      </>
    ),
  },
  {
    id: "calls",
    title: "LLM calls",
    className: styles.calls,
    cell: ({ llmCallCount, toolCallCount }) => (
      <>
        {formatCompact(llmCallCount)}
        {toolCallCount ? (
          <div className={styles.second}>{formatAmount(toolCallCount, "tool call")}</div>
        ) : null}
      </>
    ),
  },
  {
    id: "tokens",
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
    title: "Cost",
    sort: "cost",
    className: styles.cost,
    cell: ({ costUsd }) => <Maybe value={costUsd} format={formatCost} />,
  },
  {
    id: "models",
    title: "Models",
    className: styles.words,
    cell: ({ models }) => <Words words={models} />,
  },
  {
    id: "services",
    title: "Services",
    className: styles.words,
    cell: ({ services }) => <Words words={services} />,
  },
  {
    id: "user",
    title: "User",
    className: styles.words,
    cell: ({ userId }) => <Words words={userId === null ? [] : [userId]} />,
  },
  {
    id: "start",
    title: "Start",
    sort: "start",
    className: styles.start,
    cell: ({ startNs }) => <StartTime startNs={startNs} />,
  },
];

/** Those that a reader may take away or add. */
export const CHOOSABLE: readonly Column[] = [STATE, ...FIGURES];

function Words({ words }: { words: string[] }) {
  const known = words.filter(Boolean);
  if (known.length === 0) return <Unknown />;
  return <span title={known.join(", ")}>{known.join(", ")}</span>;
}

function DurationBar({ durationNs, longestNs }: { durationNs: number; longestNs: number }) {
  if (!longestNs) return null;
  return (
    <div className={styles.bar}>
      <div style={{ width: `${Math.max(1, (100 * durationNs) / longestNs)}%` }} />
    </div>
  );
}
