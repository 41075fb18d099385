/**
 * The server's stream of what changed. It says which sessions, never what: the queries that show
 * them ask again. While there is no stream the queries ask by the clock.
 */

import type { QueryClient } from "@tanstack/react-query";
import { observable } from "../ui/observable";

/** How often what may change is asked for without a stream. */
const POLL_MS = 3_000;
/** With one: only for what time alone changes, such as a running session that is lost. */
const SLOW_POLL_MS = 15_000;
/** After the server refused a stream (it takes a limited number). */
const RETRY_MS = 30_000;

const isConnected = observable(false);

/** Whether the reader asked for a picture that holds still. */
export const isPaused = observable(false);

/** Time until a query that may change asks again, in milliseconds; false: never. */
export function refreshInterval(): number | false {
  if (isPaused.get()) return false;
  return isConnected.get() ? SLOW_POLL_MS : POLL_MS;
}

interface Changed {
  session_ids: string[];
  removed: boolean;
}

/** Follow the stream while the tab is in view: a browser has few connections for all its tabs. */
export function followChanges(queries: QueryClient): void {
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
      refresh(queries, () => true);
    };
    stream.onerror = () => {
      if (isConnected.get()) refresh(queries, () => true);
      isConnected.set(false);
      if (stream?.readyState !== EventSource.CLOSED) return;
      close();
      setTimeout(open, RETRY_MS);
    };
    stream.addEventListener("changed", (event) => {
      const { session_ids: ids, removed } = JSON.parse(event.data) as Changed;
      const changed = new Set(ids);
      refresh(queries, (id) => removed || id === undefined || changed.has(id));
    });
  };
  const update = () => (document.hidden || isPaused.get() ? close() : open());
  document.addEventListener("visibilitychange", update);
  isPaused.subscribe(update);
  open();
}

/** Ask again for what is on display and is of such a session, or of all. */
function refresh(queries: QueryClient, concerns: (sessionId: string | undefined) => boolean): void {
  const changing = queries.getMutationCache().findAll({ status: "pending" });
  const isGoing = new Set(changing.map(({ meta }) => meta?.sessionId).filter(Boolean));
  queries.invalidateQueries(
    {
      predicate: ({ meta }) =>
        !isGoing.has(meta?.sessionId) && concerns(meta?.sessionId as string | undefined),
    },
    { cancelRefetch: false },
  );
}
