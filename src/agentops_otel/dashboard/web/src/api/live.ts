/**
 * The server's stream of changes. It names the sessions that changed, never what changed in them:
 * the queries that show them refetch. Without a stream the queries poll.
 */

import type { QueryClient, QueryMeta } from "@tanstack/react-query";
import { observable } from "../ui/observable";
import { ApiError, checkServer } from "./client";
import { type Changes, gatherer } from "./gather";

/** Poll interval without a stream. */
const POLL_MS = 3_000;
/** Poll interval with a stream, for what time alone changes and for numbers over many sessions. */
const SLOW_POLL_MS = 15_000;
/** Least time between two refreshes under steady load. */
const REST_MS = 1_000;
/** Delay after the server refused a stream; it accepts a limited number. */
const RETRY_MS = 30_000;

const isConnected = observable(false);

/** Whether the reader paused live updates. */
export const isPaused = observable(false);

export function togglePause(): void {
  isPaused.set(!isPaused.get());
}

/** Return the refetch interval of a query that may change, in milliseconds; false: never. */
export function refreshInterval(): number | false {
  if (isPaused.get()) return false;
  return isConnected.get() ? SLOW_POLL_MS : POLL_MS;
}

/** Return the same for numbers over many sessions, which the stream does not refresh. */
export function slowInterval(): number | false {
  return isPaused.get() ? false : SLOW_POLL_MS;
}

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: {
      /** The session that the query is about; without one, all of them. */
      sessionId?: string;
      /** The session whose neighbours are queried: it has to exist, and they may change. */
      besideId?: string;
      /** Refreshed by polling only. */
      isSlow?: boolean;
    };
    mutationMeta: { sessionIds?: readonly string[] };
  }
}

/** Return whether a query's answer exists only as long as one of the sessions does. */
export function needsAny(meta: QueryMeta | undefined, sessionIds: ReadonlySet<string>): boolean {
  return [meta?.sessionId, meta?.besideId].some((id) => id !== undefined && sessionIds.has(id));
}

interface ChangedEvent {
  session_ids: string[];
  removed: boolean;
}

/** Follow the stream while the tab is visible: all tabs share a browser's few connections. */
export function followChanges(queries: QueryClient): void {
  const add = gatherer((changes) => refresh(queries, changes), REST_MS);
  let stream: EventSource | null = null;
  const close = () => {
    stream?.close();
    stream = null;
    isConnected.set(false);
  };
  const open = () => {
    if (stream || document.hidden || isPaused.get()) return;
    stream = new EventSource("/api/v1/stream");
    stream.onopen = () => {
      isConnected.set(true);
      add([], true);
    };
    stream.onerror = () => {
      if (isConnected.get()) {
        add([], true);
        // A view without queries has to learn of it as well.
        checkServer();
      }
      isConnected.set(false);
      if (stream?.readyState !== EventSource.CLOSED) return;
      close();
      setTimeout(open, RETRY_MS);
    };
    stream.addEventListener("changed", (event) => {
      const { session_ids, removed } = JSON.parse(event.data) as ChangedEvent;
      add(session_ids, removed);
    });
  };
  const update = () => (document.hidden || isPaused.get() ? close() : open());
  document.addEventListener("visibilitychange", update);
  isPaused.subscribe(update);
  open();
}

/**
 * Refetch what is on display and may have changed, except queries about what is being deleted and
 * queries with an invalid filter, which the server would refuse whatever changed.
 */
function refresh(queries: QueryClient, { sessionIds, isEverything }: Changes): void {
  const deleting = new Set(
    queries
      .getMutationCache()
      .findAll({ status: "pending" })
      .flatMap(({ meta }) => meta?.sessionIds ?? []),
  );
  queries.invalidateQueries(
    {
      predicate: ({ meta = {}, state }) => {
        if (state.error instanceof ApiError && state.error.isAboutFilter) return false;
        if (meta.isSlow || needsAny(meta, deleting)) return false;
        return isEverything || meta.sessionId === undefined || sessionIds.has(meta.sessionId);
      },
    },
    { cancelRefetch: false },
  );
}
