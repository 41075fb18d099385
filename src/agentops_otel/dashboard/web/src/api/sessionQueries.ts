/** Queries about one session. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type TimedEvent, toTimedEvent } from "../model/events";
import { toExchange } from "../model/exchange";
import { toFailures } from "../model/failures";
import { term } from "../model/filter";
import { toFound } from "../model/found";
import { toLogPage } from "../model/logs";
import { toOperation } from "../model/operation";
import { isOpen, type Session, toSessionDetails } from "../model/session";
import { type SpanKey, toSpan } from "../model/span";
import { toSpanTable } from "../model/spans";
import { toTranscript } from "../model/transcript";
import { api, bodyOf } from "./client";
import { refreshInterval } from "./live";
import type { ListChoice, Order } from "./queries";
import type { WireEventPage } from "./wire";

/** More span events than this cannot be told apart in the picture. */
export const MAX_EVENTS = 2_000;
/** The most that one response holds. */
const MAX_FAILURES = 500;
const LOGS_PAGE = 200;

export function sessionQuery(id: string) {
  return queryOptions({
    queryKey: ["session", id],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = { path: { session_id: id } };
      return toSessionDetails(
        await bodyOf(api.GET("/api/v1/sessions/{session_id}", { params, signal })),
      );
    },
    refetchInterval: ({ state }) => refreshWhileOpen(state.data),
  });
}

export function spanTableQuery(id: string, session: Session | undefined) {
  return queryOptions({
    queryKey: ["spans", id],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = { path: { session_id: id } };
      return toSpanTable(
        await bodyOf(api.GET("/api/v1/sessions/{session_id}/spans", { params, signal })),
      );
    },
    refetchInterval: () => refreshWhileOpen(session),
  });
}

export function spanQuery(id: string, spanId: string, traceId: string) {
  return queryOptions({
    queryKey: ["span", id, traceId, spanId],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = {
        path: { session_id: id, span_id: spanId },
        query: { trace_id: traceId },
      };
      const path = "/api/v1/sessions/{session_id}/spans/{span_id}";
      return toSpan(await bodyOf(api.GET(path, { params, signal })));
    },
    staleTime: 60_000,
  });
}

/** The conversation of the operation that a span stands for; null if it stands for none. */
export function exchangeQuery(id: string, spanId: string, traceId: string) {
  return queryOptions({
    queryKey: ["exchange", id, traceId, spanId],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = {
        path: { session_id: id, span_id: spanId },
        query: { trace_id: traceId },
      };
      const path = "/api/v1/sessions/{session_id}/spans/{span_id}/operations";
      const [operation] = (await bodyOf(api.GET(path, { params, signal }))).items;
      return operation ? toExchange(operation) : null;
    },
    staleTime: 60_000,
  });
}

export function transcriptQuery(id: string, session: Session) {
  return queryOptions({
    queryKey: ["transcript", id],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = { path: { session_id: id } };
      const path = "/api/v1/sessions/{session_id}/transcript";
      return toTranscript(await bodyOf(api.GET(path, { params, signal })));
    },
    refetchInterval: () => refreshWhileOpen(session),
  });
}

export function operationsQuery(id: string, session: Session) {
  return queryOptions({
    queryKey: ["operations", id],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = { path: { session_id: id }, query: { kind: "llm,embedding" } };
      const path = "/api/v1/sessions/{session_id}/operations";
      return (await bodyOf(api.GET(path, { params, signal }))).items.map(toOperation);
    },
    refetchInterval: () => refreshWhileOpen(session),
  });
}

/** The failed spans of a session with their reasons; of too many, those that ended first. */
export function failuresQuery(id: string, session: Session | undefined) {
  return queryOptions({
    queryKey: ["failures", id],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = { path: { session_id: id }, query: { limit: MAX_FAILURES } };
      const path = "/api/v1/sessions/{session_id}/failures";
      return toFailures(await bodyOf(api.GET(path, { params, signal })));
    },
    refetchInterval: () => refreshWhileOpen(session),
    staleTime: 10_000,
  });
}

/** The span events of a session by time; of too many, the first ones. */
export function eventsQuery(id: string, session: Session) {
  return queryOptions({
    queryKey: ["events", id],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const events: TimedEvent[] = [];
      let cursor: string | null = null;
      do {
        const query = { kind: "event", limit: 500, ...(cursor ? { cursor } : {}) };
        const params = { path: { session_id: id }, query };
        const path = "/api/v1/sessions/{session_id}/events";
        const page: WireEventPage = await bodyOf(api.GET(path, { params, signal }));
        events.push(...page.items.map(toTimedEvent));
        cursor = page.next_cursor;
      } while (cursor && events.length < MAX_EVENTS);
      return { events, isCapped: cursor !== null };
    },
    refetchInterval: () => refreshWhileOpen(session),
  });
}

/** The spans of a session that match a filter on spans. */
export function findQuery(id: string, q: string, session: Session) {
  return queryOptions({
    queryKey: ["find", id, q],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = { path: { session_id: id }, query: { q } };
      const path = "/api/v1/sessions/{session_id}/find";
      return toFound(await bodyOf(api.GET(path, { params, signal })));
    },
    enabled: q !== "",
    refetchInterval: () => refreshWhileOpen(session),
  });
}

/** The log records of a session, or of one of its spans, by time. */
export function logsQuery(id: string, session: Session, span: SpanKey | null) {
  return infiniteQueryOptions({
    queryKey: ["logs", id, span],
    meta: { sessionId: id },
    queryFn: async ({ signal, pageParam }) => {
      const ofSpan = { span_id: span?.spanId ?? null, trace_id: span?.traceId ?? null };
      const query = { ...ofSpan, cursor: pageParam, limit: LOGS_PAGE };
      const params = { path: { session_id: id }, query };
      const path = "/api/v1/sessions/{session_id}/logs";
      return toLogPage(await bodyOf(api.GET(path, { params, signal })));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: () => refreshWhileOpen(session),
  });
}

/** The number of sessions nested in a session. */
export function nestedCountQuery(id: string) {
  return queryOptions({
    queryKey: ["nested", id],
    queryFn: async ({ signal }) => {
      const query = { q: term("parent", id), limit: 1 };
      return (await bodyOf(api.GET("/api/v1/sessions", { params: { query }, signal }))).total;
    },
  });
}

/** The sessions before and after a session in a list. */
export function neighboursQuery({ q, sort, order = "desc" }: ListChoice, id: string) {
  const behind = async (order: Order, signal: AbortSignal) => {
    const query = { ...(q && { q }), ...(sort && { sort }), order, after: id, limit: 1 };
    const page = await bodyOf(api.GET("/api/v1/sessions", { params: { query }, signal }));
    return page.items[0]?.id ?? null;
  };
  return queryOptions({
    queryKey: ["neighbours", q, sort, order, id],
    meta: { besideId: id },
    queryFn: async ({ signal }) => {
      const [previous, next] = await Promise.all([
        behind(order === "asc" ? "desc" : "asc", signal),
        behind(order, signal),
      ]);
      return { previous, next };
    },
  });
}

/** Return a session as OTLP JSON lines. */
export async function exportSession(id: string): Promise<Blob> {
  const params = { path: { session_id: id } };
  return bodyOf(api.GET("/api/v1/sessions/{session_id}/export", { params, parseAs: "blob" }));
}

/** Delete a session with all its text. */
export async function deleteSession(id: string): Promise<void> {
  const params = { path: { session_id: id } };
  await bodyOf(api.DELETE("/api/v1/sessions/{session_id}", { params }));
}

function refreshWhileOpen(session: Session | undefined): number | false {
  return session && isOpen(session) ? refreshInterval() : false;
}
