/** What views ask for: each query with its key, its view model and how it stays fresh. */

import { keepPreviousData, QueryClient, queryOptions } from "@tanstack/react-query";
import { toFacets } from "../model/facets";
import { isOpen, type Session, toSession, toSessionPage } from "../model/session";
import { toSpan } from "../model/span";
import { toSpanTable } from "../model/spans";
import { toTranscript } from "../model/transcript";
import { ApiError, api, bodyOf } from "./client";
import { refreshInterval } from "./live";

export const SORTS = ["start", "duration", "cost", "tokens", "errors", "name"] as const;
export type Sort = (typeof SORTS)[number];
export type Order = "asc" | "desc";

export interface ListQuery {
  q: string;
  sort: Sort;
  order: Order;
  cursor: string | null;
}

export const PAGE_SIZE = 50;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
        retryDelay: 500,
        staleTime: 2_000,
      },
    },
  });
}

export function sessionPageQuery(list: ListQuery) {
  return queryOptions({
    queryKey: ["sessions", list],
    queryFn: async ({ signal }) => {
      const query = { ...list, limit: PAGE_SIZE };
      return toSessionPage(
        await bodyOf(api.GET("/api/v1/sessions", { params: { query }, signal })),
      );
    },
    refetchInterval: ({ state }) => (state.error instanceof ApiError ? false : refreshInterval()),
    placeholderData: keepPreviousData,
  });
}

export function facetsQuery(q: string) {
  return queryOptions({
    queryKey: ["facets", q],
    queryFn: async ({ signal }) =>
      toFacets(await bodyOf(api.GET("/api/v1/facets", { params: { query: { q } }, signal }))),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

export function sessionQuery(id: string) {
  return queryOptions({
    queryKey: ["session", id],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = { path: { session_id: id } };
      return toSession(await bodyOf(api.GET("/api/v1/sessions/{session_id}", { params, signal })));
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
      return (await bodyOf(api.GET(path, { params, signal }))).items;
    },
    refetchInterval: () => refreshWhileOpen(session),
  });
}

function refreshWhileOpen(session: Session | undefined): number | false {
  return session && isOpen(session) ? refreshInterval() : false;
}
