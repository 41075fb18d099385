/** Queries about many sessions: each with its key, its view model and how it stays fresh. */

import { keepPreviousData, QueryClient, queryOptions } from "@tanstack/react-query";
import {
  type GroupBy,
  type MeasureName,
  type Period,
  periodOver,
  stepsOf,
  toMeasured,
  toSeries,
  within,
} from "../model/analytics";
import { toComparison } from "../model/compare";
import { type FacetField, hasField, MOST_VALUES, toFacets } from "../model/facets";
import { addTerm, term } from "../model/filter";
import { toPeek } from "../model/peek";
import type { SavedView } from "../model/savedView";
import { isOpen, type Session, toPageOfSessions } from "../model/session";
import { crowdedSteps } from "../model/starts";
import { ApiError, api, bodyOf } from "./client";
import { refreshInterval, slowInterval } from "./live";

export const SORTS = ["start", "duration", "cost", "tokens", "errors", "name"] as const;
export type Sort = (typeof SORTS)[number];
export type Order = "asc" | "desc";

/** Which sessions, in which order; what is missing has its default. */
export interface ListChoice {
  /** Filter text, as typed. */
  q?: string;
  sort?: Sort;
  order?: Order;
}

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

export function pageOfSessionsQuery(list: ListQuery) {
  return queryOptions({
    queryKey: ["sessions", list],
    queryFn: async ({ signal }) => {
      const query = { ...list, limit: PAGE_SIZE };
      return toPageOfSessions(
        await bodyOf(api.GET("/api/v1/sessions", { params: { query }, signal })),
      );
    },
    refetchInterval: ({ state }) => (state.error instanceof ApiError ? false : refreshInterval()),
    placeholderData: keepPreviousData,
  });
}

/** The longest filter that the server reads, and the most terms. */
const MAX_FILTER = { characters: 4_096, terms: 200 };

/** The sessions of some ids, without those that do not exist. */
export function sessionsQuery(ids: readonly string[]) {
  return queryOptions({
    queryKey: ["sessions", "of", ids],
    meta: { isSlow: true },
    queryFn: async ({ signal }) => {
      const terms = ids.map((id) => term("id", id));
      const longest = Math.max(...terms.map((each) => each.length)) + " OR ".length;
      const atOnce = Math.min(MAX_FILTER.terms, Math.floor(MAX_FILTER.characters / longest));
      const sessions: Session[] = [];
      for (let at = 0; at < terms.length; at += atOnce) {
        const query = { q: terms.slice(at, at + atOnce).join(" OR "), limit: atOnce };
        const page = await bodyOf(api.GET("/api/v1/sessions", { params: { query }, signal }));
        sessions.push(...toPageOfSessions(page).sessions);
      }
      return sessions;
    },
    staleTime: 0,
  });
}

/** The preview of a session that has not been opened: what it was about. */
export function peekQuery(session: Session) {
  const { id } = session;
  return queryOptions({
    queryKey: ["peek", id],
    meta: { sessionId: id },
    queryFn: async ({ signal }) => {
      const params = { path: { session_id: id } };
      const path = "/api/v1/sessions/{session_id}/operations";
      return toPeek((await bodyOf(api.GET(path, { params, signal }))).items);
    },
    refetchInterval: () => (isOpen(session) ? refreshInterval() : false),
    staleTime: 10_000,
  });
}

export function facetsQuery(q: string) {
  const query = { q, limit: MOST_VALUES + 1 };
  return queryOptions({
    queryKey: ["facets", q],
    meta: { isSlow: true },
    queryFn: async ({ signal }) =>
      toFacets(await bodyOf(api.GET("/api/v1/facets", { params: { query }, signal }))),
    refetchInterval: slowInterval,
  });
}

/** The most frequent values of one facet that contain a text. */
export function valuesQuery(q: string, field: FacetField, contains: string) {
  const query = { q, kind: field, contains, limit: MOST_VALUES };
  return queryOptions({
    queryKey: ["facets", q, field, contains],
    meta: { isSlow: true },
    queryFn: async ({ signal }) =>
      toFacets(await bodyOf(api.GET("/api/v1/facets", { params: { query }, signal })))[field],
    refetchInterval: slowInterval,
  });
}

interface MeasureQuery {
  measure: MeasureName;
  q: string;
  groupBy?: GroupBy | undefined;
  interval?: string | undefined;
}

/** The most groups that the API returns. */
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
        // The same groups for every measure, so that they can be compared side by side.
        largest_by: "sessions" as const,
      };
      return toMeasured(await bodyOf(api.GET("/api/v1/analytics", { params: { query }, signal })));
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

/** Saved views: filters with a name, which the server keeps for everybody. */
export function viewsQuery() {
  return queryOptions({
    queryKey: ["views"],
    meta: { isSlow: true },
    queryFn: async ({ signal }) => (await bodyOf(api.GET("/api/v1/views", { signal }))).items,
    staleTime: 10_000,
  });
}

export async function putViews(items: SavedView[]): Promise<SavedView[]> {
  return (await bodyOf(api.PUT("/api/v1/views", { body: { items } }))).items;
}

/** The most steps of a histogram of starts. */
const MAX_STEPS = 90;

/**
 * The starts of the sessions that match a filter; null if there are none. Unless `isWhole`, the few
 * that are far from all others are left out and counted.
 */
export function startsQuery(q: string, isWhole: boolean) {
  const at = async (order: Order, signal: AbortSignal) => {
    // A session that only logged has no start; the server then dates it to 1970.
    const query = { q: addTerm(q, "start:>=1971-01-01"), order, limit: 1 };
    const page = await bodyOf(api.GET("/api/v1/sessions", { params: { query }, signal }));
    return page.items[0]?.start_time_unix_nano;
  };
  return queryOptions({
    queryKey: ["starts", q, isWhole],
    meta: { isSlow: true },
    queryFn: async ({ client, signal }) => {
      const [first, last] = await Promise.all([at("asc", signal), at("desc", signal)]);
      if (!first || !last) return null;
      // A range that was selected fills the picture, so that a part of it can be selected in turn.
      const isChosen = hasField(q, "start");
      const now = BigInt(Date.now()) * 1_000_000n;
      const end = isChosen || BigInt(last) > now ? BigInt(last) : now;
      const countsIn = async (period: Period) => {
        const { interval } = period;
        const asked = measureQuery({ measure: "sessions", q: within(q, period), interval });
        const [series] = toSeries(await client.fetchQuery(asked), period);
        return series?.values.map((count) => count ?? 0) ?? [];
      };
      let period = periodOver(BigInt(first), end, MAX_STEPS);
      if (isWhole || isChosen) return { period, outside: 0 };
      let counts = await countsIn(period);
      const total = sum(counts);
      for (;;) {
        const steps = stepsOf(period);
        const crowd = crowdedSteps(counts, total);
        const from = crowd && steps[crowd.first]?.from;
        const to = crowd && steps[crowd.last]?.to;
        if (!from || !to) return { period, outside: total - sum(counts) };
        const closer = periodOver(from, to - 1n, MAX_STEPS);
        if (closer.step === period.step) return { period, outside: total - sum(counts) };
        period = closer;
        counts = await countsIn(period);
      }
    },
    placeholderData: keepPreviousData,
    refetchInterval: slowInterval,
    staleTime: 10_000,
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}

/** Refetch everything else that is only polled: facets and measures. */
export function refreshSlow(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ predicate: ({ meta }) => meta?.isSlow === true });
}
