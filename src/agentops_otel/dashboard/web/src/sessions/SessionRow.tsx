import { Link } from "@tanstack/react-router";
import { usePreference } from "../app/preferences";
import { formatAmount, formatCompact, formatCost, formatCount } from "../model/numbers";
import { type Session, totalTokens } from "../model/session";
import { formatAge, formatDuration, formatExact, formatMoment } from "../model/time";
import { ErrorIcon } from "../ui/icons";
import { StateBadge } from "../ui/StateBadge";
import { Tags } from "../ui/Tags";
import { Maybe } from "../ui/Unknown";
import styles from "./SessionTable.module.css";

interface SessionRowProps {
  session: Session;
  /** Whether it was deleted, or is not of the filter any more. */
  isGone: boolean;
  filter: string;
  /** The longest duration on the page, which a full bar stands for. */
  longestNs: number;
}

export function SessionRow({ session, isGone, filter, longestNs }: SessionRowProps) {
  const tokens = totalTokens(session);
  return (
    <tr data-gone={isGone || undefined}>
      <td className={styles.state}>
        {isGone ? <em>no longer here</em> : <StateBadge state={session.state} />}
      </td>
      <td className={styles.name}>
        <div className={styles.title}>
          <Link
            to="/sessions/$id"
            params={{ id: session.id }}
            search={filter ? { q: filter } : {}}
            data-row
          >
            {session.name}
          </Link>
          <Tags tags={session.tags} filter={filter} atMost={3} />
        </div>
        <Subtitle session={session} />
      </td>
      <td className={styles.duration}>
        {formatDuration(session.durationNs)}
        <DurationBar durationNs={session.durationNs} longestNs={longestNs} />
      </td>
      <td className={styles.errors}>
        <span className={styles.count} data-bad={Boolean(session.errorCount) || undefined}>
          {session.errorCount ? <ErrorIcon size={13} /> : null}
          {formatCount(session.errorCount)}
        </span>
        <div className={styles.second}>{formatAmount(session.spanCount, "span")}</div>
      </td>
      <td className={styles.calls}>
        {formatCount(session.llmCallCount)}
        {session.toolCallCount ? (
          <div className={styles.second}>{formatAmount(session.toolCallCount, "tool call")}</div>
        ) : null}
      </td>
      <td className={styles.tokens}>
        <Maybe value={tokens} format={formatCompact} />
        {session.cachedTokens ? (
          <div className={styles.second}>{formatCompact(session.cachedTokens)} cached</div>
        ) : null}
      </td>
      <td className={styles.cost}>
        <Maybe value={session.costUsd} format={formatCost} />
      </td>
      <td className={styles.start}>
        <Start startNs={session.startNs} />
      </td>
    </tr>
  );
}

/** What went wrong if something did; else which model and service ran it. */
function Subtitle({ session }: { session: Session }) {
  if (session.reason) {
    const tone = session.state === "error" ? styles.failed : undefined;
    return <div className={`${styles.second} ${tone ?? ""}`}>{session.reason}</div>;
  }
  const about = [...session.services, ...session.models].filter(Boolean);
  return <div className={styles.second}>{about.length > 0 ? about.join(" · ") : session.id}</div>;
}

function DurationBar({ durationNs, longestNs }: { durationNs: number; longestNs: number }) {
  if (!longestNs) return null;
  return (
    <div className={styles.bar}>
      <div style={{ width: `${Math.max(1, (100 * durationNs) / longestNs)}%` }} />
    </div>
  );
}

function Start({ startNs }: { startNs: bigint }) {
  const zone = usePreference("zone");
  return (
    <time dateTime={formatExact(startNs)} title={formatExact(startNs)}>
      {formatMoment(startNs, zone)}
      <div className={styles.second}>{formatAge(startNs)}</div>
    </time>
  );
}
