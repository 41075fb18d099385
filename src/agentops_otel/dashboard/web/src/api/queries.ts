/** What views ask for: each query with its key, its view model and how it stays fresh. */

import { keepPreviousData, QueryClient, queryOptions } from "@tanstack/react-query";
import { isOpen, type Session, toSession, toSessionPage } from "../model/session";
import { toSpan } from "../model/span";
import { toSpanTable } from "../model/spans";
import { ApiError, getJson, sessionPath } from "./client";
import type { WireSession, WireSessionPage, WireSpan, WireSpans } from "./wire";

/** While something may change, ask again after this time. */
const REFRESH_MS = 3_000;

export const SORTS = ["start", "duration", "cost", "tokens", "errors", "name"] as const;
export type Sort = (typeof SORTS)[number];
export type Order = "asc" | "desc";

export interface ListQuery {
  q: string;
  sort: Sort;
  order: Order;
  cursor: string | undefined;
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
    queryFn: async ({ signal }) =>
      toSessionPage(
        await getJson<WireSessionPage>("/sessions", { ...list, limit: PAGE_SIZE }, signal),
      ),
    refetchInterval: ({ state }) => (state.error instanceof ApiError ? false : REFRESH_MS),
    placeholderData: keepPreviousData,
  });
}

export function sessionQuery(id: string) {
  return queryOptions({
    queryKey: ["session", id],
    queryFn: async ({ signal }) =>
      toSession(await getJson<WireSession>(sessionPath(id), {}, signal)),
    refetchInterval: ({ state }) => refreshWhileOpen(state.data),
  });
}

export function spanTableQuery(id: string, session: Session | undefined) {
  return queryOptions({
    queryKey: ["spans", id],
    queryFn: async ({ signal }) =>
      toSpanTable(await getJson<WireSpans>(sessionPath(id, "/spans"), {}, signal)),
    refetchInterval: refreshWhileOpen(session),
  });
}

export function spanQuery(id: string, spanId: string, traceId: string) {
  return queryOptions({
    queryKey: ["span", id, traceId, spanId],
    queryFn: async ({ signal }) => {
      const path = sessionPath(id, `/spans/${encodeURIComponent(spanId)}`);
      return toSpan(await getJson<WireSpan>(path, { trace_id: traceId }, signal));
    },
    staleTime: 60_000,
  });
}

function refreshWhileOpen(session: Session | undefined): number | false {
  return session && isOpen(session) ? REFRESH_MS : false;
}
