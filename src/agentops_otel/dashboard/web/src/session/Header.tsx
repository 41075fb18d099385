import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import type { ListChoice } from "../api/queries";
import { logsQuery } from "../api/sessionQueries";
import { Tags } from "../filter/Tags";
import { firstFailure } from "../model/failure";
import { formatAmount, formatCompact, formatCost, formatCount } from "../model/numbers";
import type { Session, SessionDetails } from "../model/session";
import type { SpanTable } from "../model/spans";
import { formatAge, formatExact, formatMoment, zoneName } from "../model/time";
import { treeOf } from "../model/tree";
import { readable, readableList } from "../model/visible";
import { usePreference } from "../page/preferences";
import { ArrowLeftIcon } from "../ui/icons";
import { SessionDuration } from "../ui/SessionDuration";
import { StateBadge } from "../ui/StateBadge";
import { Maybe, Unknown } from "../ui/Unknown";
import { Actions } from "./Actions";
import { FailureLine } from "./FailureLine";
import styles from "./Header.module.css";
import { LossLine } from "./LossLine";
import type { Neighbours } from "./useNeighbours";

interface HeaderProps {
  session: SessionDetails;
  table: SpanTable | undefined;
  /** The list the session was opened from. */
  list: ListChoice;
  neighbours: Neighbours;
}

export function Header({ session, table, list, neighbours }: HeaderProps) {
  const failure = useMemo(() => (table ? firstFailure(table, treeOf(table)) : null), [table]);
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <Link to="/sessions" search={list} className={styles.back}>
          <ArrowLeftIcon />
          <span className="visually-hidden">Back to the list</span>
        </Link>
        <StateBadge state={session.state} />
        <h1 title={session.name}>{session.name}</h1>
        <Tags tags={session.tags} filter={list.q ?? ""} />
        <Actions session={session} list={list} neighbours={neighbours} />
      </div>
      <Facts session={session} />
      {session.loss ? <LossLine loss={session.loss} /> : null}
      {session.state === "lost" ? (
        <p className={styles.reason}>
          It has not ended, and nothing has come of it for more than 45 seconds: its program was
          stopped, or cannot reach this server.
        </p>
      ) : null}
      {session.reason && session.state !== "error" ? (
        <p className={styles.reason}>{session.reason}</p>
      ) : null}
      {table && failure ? (
        <FailureLine session={session} table={table} failure={failure} />
      ) : session.state === "error" && session.reason ? (
        <p className={styles.reason}>{session.reason}</p>
      ) : null}
    </header>
  );
}

function Facts({ session }: { session: Session }) {
  return (
    <dl className={styles.facts}>
      <Fact name="Duration">
        <SessionDuration session={session} />
      </Fact>
      <Fact name="Cost">
        <Maybe value={session.costUsd} format={formatCost} />
      </Fact>
      <Fact name="Tokens">
        <Tokens session={session} />
      </Fact>
      <Fact name="LLM calls">{formatCount(session.llmCallCount)}</Fact>
      <Fact name="Tool calls">{formatCount(session.toolCallCount)}</Fact>
      <Fact name="Spans">
        {formatCount(session.spanCount)}
        {session.errorCount ? (
          <span className={styles.errors}>, {formatAmount(session.errorCount, "error")}</span>
        ) : null}
      </Fact>
      {session.spanCount === 0 && session.startNs <= 0n ? (
        <FirstLog session={session} />
      ) : (
        <Fact name="Started">
          <Moment at={session.startNs} />
        </Fact>
      )}
      {session.models.length > 0 ? <Fact name="Model">{readableList(session.models)}</Fact> : null}
      {session.services.length > 0 ? (
        <Fact name="Service">{readableList(session.services)}</Fact>
      ) : null}
      {session.userId ? <Fact name="User">{readable(session.userId)}</Fact> : null}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={typeof children === "string" ? children : undefined}>{children}</dd>
    </div>
  );
}

function Tokens({ session }: { session: Session }) {
  const { inputTokens, outputTokens, cachedTokens } = session;
  if (inputTokens === null && outputTokens === null) return <Unknown />;
  return (
    <>
      <Maybe value={inputTokens} format={formatCompact} /> in,{" "}
      <Maybe value={outputTokens} format={formatCompact} /> out
      {cachedTokens ? `, ${formatCompact(cachedTokens)} cached` : ""}
    </>
  );
}

/** A session of log records alone has no start; the first of them is the earliest known of it. */
function FirstLog({ session }: { session: Session }) {
  const logs = useInfiniteQuery(logsQuery(session.id, session, null)).data;
  return (
    <Fact name="First log record">
      <Moment at={logs?.pages[0]?.records[0]?.timeNs ?? 0n} />
    </Fact>
  );
}

function Moment({ at }: { at: bigint }) {
  const zone = usePreference("zone");
  if (at <= 0n) return <Unknown />;
  return (
    <time dateTime={formatExact(at)} title={`${formatExact(at)}, ${formatAge(at)}`}>
      {formatMoment(at, zone)} <span className={styles.zone}>{zoneName(zone)}</span>
    </time>
  );
}
