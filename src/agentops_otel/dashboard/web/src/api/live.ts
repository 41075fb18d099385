/**
 * The server's stream of what changed. It says which sessions, never what: the queries that show
 * them ask again. While there is no stream the queries ask by the clock.
 */

import type { QueryClient, QueryMeta } from "@tanstack/react-query";
import { observable } from "../ui/observable";
import { ApiError, checkServer } from "./client";
import { type Changes, gatherer } from "./gather";

/** How often what may change is asked for without a stream. */
const POLL_MS = 3_000;
/** With one: for what time alone changes, and for numbers over many sessions. */
const SLOW_POLL_MS = 15_000;
/** Under steady load a picture changes this often at most. */
const REST_MS = 1_000;
/** After the server refused a stream (it takes a limited number). */
const RETRY_MS = 30_000;

const isConnected = observable(false);

/** Whether the reader asked for a picture that holds still. */
export const isPaused = observable(false);

export function togglePause(): void {
  isPaused.set(!isPaused.get());
}

/** Time until a query that may change asks again, in milliseconds; false: never. */
export function refreshInterval(): number | false {
  if (isPaused.get()) return false;
  return isConnected.get() ? SLOW_POLL_MS : POLL_MS;
}

/** The same for numbers over many sessions, which the stream does not refresh. */
export function slowInterval(): number | false {
  return isPaused.get() ? false : SLOW_POLL_MS;
}

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: {
      /** The session that the answer is of; without one, of all. */
      sessionId?: string;
      /** The session that others are asked for beside: it has to be there, and theirs may change. */
      besideId?: string;
      /** Asked for by the clock only. */
      isSlow?: boolean;
    };
    mutationMeta: { sessionIds?: readonly string[] };
  }
}

/** Whether what a query asks for is there only while one of the sessions is. */
export function needsAny(meta: QueryMeta | undefined, sessionIds: ReadonlySet<string>): boolean {
  return [meta?.sessionId, meta?.besideId].some((id) => id !== undefined && sessionIds.has(id));
}

interface ChangedEvent {
  session_ids: string[];
  removed: boolean;
}

/** Follow the stream while the tab is in view: a browser has few connections for all its tabs. */
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
        // A view that asks for nothing has to hear of it as well.
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
 * Ask again for what is on display and may have changed, but not for what is being deleted, nor by a
 * filter without meaning: that is refused whatever has changed.
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
