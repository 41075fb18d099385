import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { isNotFound } from "../api/client";
import type { ListChoice } from "../api/queries";
import { sessionQuery, spanTableQuery } from "../api/sessionQueries";
import { whileRunning } from "../model/running";
import type { SessionDetails } from "../model/session";
import { choiceOf } from "../page/search";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { Header } from "./Header";
import styles from "./SessionPage.module.css";
import { SessionSpans } from "./SessionSpans";
import { type Neighbours, useNeighbours } from "./useNeighbours";

const route = getRouteApi("/sessions/$id");

/** One session: what happened, what it cost, where it failed. */
export function SessionPage() {
  const { id } = route.useParams();
  const session = useQuery(sessionQuery(id));
  const list = choiceOf(route.useSearch());
  const neighbours = useNeighbours(id, list);
  const name = session.data?.name ?? id;
  const state = session.data?.state;
  useEffect(() => {
    document.title = [name, state].filter(Boolean).join(" · ");
  }, [name, state]);

  const isGone = isNotFound(session.error);
  if (session.data) {
    return (
      <Opened key={id} session={session.data} isGone={isGone} list={list} neighbours={neighbours} />
    );
  }
  if (!session.error) return <p className={styles.loading}>Loading the session…</p>;
  return (
    <main className={styles.failed}>
      {isGone ? (
        <NoSuchSession id={id} />
      ) : (
        <Notice title="The session could not be loaded">
          <p>{session.error.message}</p>
          <Button onPress={() => session.refetch()}>Try again</Button>
        </Notice>
      )}
    </main>
  );
}

function NoSuchSession({ id }: { id: string }) {
  return (
    <>
      <h1>There is no such session</h1>
      <p>
        Nothing is known of <code>{id}</code>. It may have been deleted, or be older than what this
        server keeps. <Link to="/sessions">See all sessions</Link>
      </p>
    </>
  );
}

interface OpenedProps {
  session: SessionDetails;
  /** Whether the server no longer has it; what was loaded before stays on display. */
  isGone: boolean;
  /** The list the session was opened from. */
  list: ListChoice;
  neighbours: Neighbours;
}

function Opened({ session, isGone, list, neighbours }: OpenedProps) {
  const spans = useQuery(spanTableQuery(session.id, session));
  const isRunning = session.state === "running";
  const table = useMemo(
    () => (spans.data && isRunning ? whileRunning(spans.data) : spans.data),
    [spans.data, isRunning],
  );
  return (
    <main className={styles.page}>
      {isGone ? (
        <Notice title="This session is no longer on the server" tone="warning">
          <p>
            It was deleted, or is older than what the server keeps. Only what was loaded before is
            still shown. <Link to="/sessions">See all sessions</Link>
          </p>
        </Notice>
      ) : null}
      <Header session={session} table={table} list={list} neighbours={neighbours} />
      {table ? <SessionSpans session={session} table={table} /> : null}
      {spans.isPending && !spans.error ? (
        <p className={styles.loading}>Loading its spans…</p>
      ) : null}
      {spans.error && !spans.data ? (
        <div className={styles.failed}>
          <Notice title="The spans could not be loaded">
            <p>{spans.error.message}</p>
            <Button onPress={() => spans.refetch()}>Try again</Button>
          </Notice>
        </div>
      ) : null}
    </main>
  );
}
