/** What views ask for: each query with its key, its view model and how it stays fresh. */

import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import type { MeasureName } from "../model/analytics";
import { toComparison } from "../model/compare";
import { toFacets } from "../model/facets";
import { addTerm, term } from "../model/filter";
import { isOpen, type Session, toSession, toSessionPage } from "../model/session";
import { toSpan } from "../model/span";
import { toSpanTable } from "../model/spans";
import { formatExact } from "../model/time";
import { toTranscript } from "../model/transcript";
import { ApiError, api, bodyOf } from "./client";
import { refreshInterval, slowInterval } from "./live";
import type { WireMeasured, WireView } from "./wire";

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
    meta: { isSlow: true },
    queryFn: async ({ signal }) =>
      toFacets(await bodyOf(api.GET("/api/v1/facets", { params: { query: { q } }, signal }))),
    placeholderData: keepPreviousData,
    refetchInterval: slowInterval,
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

/** The spans of a session that a filter of the span's grain holds for. */
export function findQuery(id: string, q: string, session: Session) {
  return queryOptions({
    queryKey: ["find", id, q],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = { path: { session_id: id }, query: { q } };
      const path = "/api/v1/sessions/{session_id}/find";
      return bodyOf(api.GET(path, { params, signal }));
    },
    enabled: q !== "",
    refetchInterval: () => refreshWhileOpen(session),
  });
}

export function logsQuery(id: string, session: Session) {
  return infiniteQueryOptions({
    queryKey: ["logs", id],
    meta: { sessionId: id },
    queryFn: async ({ signal, pageParam }) => {
      const params = { path: { session_id: id }, query: { cursor: pageParam, limit: 500 } };
      const path = "/api/v1/sessions/{session_id}/logs";
      return bodyOf(api.GET(path, { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: () => refreshWhileOpen(session),
  });
}

/** How many sessions are nested in one. */
export function nestedCountQuery(id: string) {
  return queryOptions({
    queryKey: ["nested", id],
    queryFn: async ({ signal }) => {
      const query = { q: term("parent", id), limit: 1 };
      return (await bodyOf(api.GET("/api/v1/sessions", { params: { query }, signal }))).total;
    },
  });
}

/** The sessions before and after one in the list that a filter makes, newest first. */
export function neighboursQuery(filter: string, session: Session) {
  const one = async (order: Order, border: string, signal: AbortSignal) => {
    const q = addTerm(filter, `start:${border}${formatExact(session.startNs)}`);
    const query = { q, order, limit: 1 };
    const page = await bodyOf(api.GET("/api/v1/sessions", { params: { query }, signal }));
    return page.items[0]?.id ?? null;
  };
  return queryOptions({
    queryKey: ["neighbours", filter, session.id, String(session.startNs)],
    queryFn: async ({ signal }) => {
      const [previous, next] = await Promise.all([
        one("asc", ">", signal),
        one("desc", "<", signal),
      ]);
      return { previous, next };
    },
  });
}

export interface MeasureQuery {
  measure: MeasureName;
  q: string;
  groupBy?: GroupBy | undefined;
  interval?: string | undefined;
}

export type GroupBy = NonNullable<WireMeasured["group_by"]>;

/** More groups than are shown, so that one shown for its sessions has its cost as well. */
const MEASURED_GROUPS = 100;

export function measureQuery({ measure, q, groupBy, interval }: MeasureQuery) {
  return queryOptions({
    queryKey: ["analytics", measure, q, groupBy, interval],
    meta: { isSlow: true },
    queryFn: async ({ signal }) => {
      const query = {
        measure,
        q,
        group_by: groupBy ?? null,
        interval: interval ?? null,
        limit: MEASURED_GROUPS,
      };
      return bodyOf(api.GET("/api/v1/analytics", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: slowInterval,
    staleTime: 10_000,
  });
}

export function compareQuery(a: string, b: string) {
  return queryOptions({
    queryKey: ["compare", a, b],
    meta: { isSlow: true },
    queryFn: async ({ signal }) => {
      const query = { a, b };
      return toComparison(await bodyOf(api.GET("/api/v1/compare", { params: { query }, signal })));
    },
    enabled: a !== "" && b !== "" && a !== b,
  });
}

/** Filters that somebody gave a name; the server keeps them for everybody. */
export function viewsQuery() {
  return queryOptions({
    queryKey: ["views"],
    meta: { isSlow: true },
    queryFn: async ({ signal }) => (await bodyOf(api.GET("/api/v1/views", { signal }))).items,
    staleTime: 10_000,
  });
}

export async function putViews(items: WireView[]): Promise<WireView[]> {
  return (await bodyOf(api.PUT("/api/v1/views", { body: { items } }))).items;
}

/** When the first of the sessions that a filter holds for started; null where it holds for none. */
export function earliestQuery(q: string) {
  return queryOptions({
    queryKey: ["earliest", q],
    meta: { isSlow: true },
    queryFn: async ({ signal }) => {
      const query = { q, order: "asc" as const, limit: 1 };
      const page = await bodyOf(api.GET("/api/v1/sessions", { params: { query }, signal }));
      return page.items[0]?.start_time_unix_nano ?? null;
    },
    refetchInterval: slowInterval,
    staleTime: 10_000,
  });
}

/** Erase a session with all its text. */
export async function deleteSession(id: string): Promise<void> {
  const params = { path: { session_id: id } };
  await bodyOf(api.DELETE("/api/v1/sessions/{session_id}", { params }));
}

function refreshWhileOpen(session: Session | undefined): number | false {
  return session && isOpen(session) ? refreshInterval() : false;
}
