/** The search params of the address bar: plain text in; typed values, without defaults, out. */

import { type ListChoice, SORTS } from "../api/queries";
import { type GroupBy, PERIODS, type PeriodName } from "../model/analytics";
import type { SavedView } from "../model/savedView";

export interface ListSearch extends ListChoice {
  cursor?: string;
  /** Number of the page that the cursor leads to, from 1. */
  page?: number;
  /** Id of the session previewed beside the list. */
  peek?: string;
  /** The sessions selected in the list, as `addressOf` writes their ids. */
  selected?: string;
  /** Whether the histogram of starts includes outliers. */
  starts?: "all";
}

interface AnalyticsSearch {
  q?: string;
  /** The period up to now; one day by default. */
  last?: PeriodName;
  by?: GroupBy;
}

/** Ids of the two sessions. */
export interface CompareSearch {
  a?: string;
  b?: string;
}

export const GROUPINGS: readonly GroupBy[] = [
  "tag",
  "state",
  "model",
  "agent",
  "tool",
  "service",
  "user",
  "error",
];

/** The views of a session: what was said, when it ran, how it is built. */
export const VIEWS = ["transcript", "timeline", "tree"] as const;
export type ViewName = (typeof VIEWS)[number];

/** `ListChoice` is that of the list the session was opened from. */
export interface SessionSearch extends ListChoice {
  view?: ViewName;
  /** Id of the selected span. */
  span?: string;
  /** Trace of the selected span, where its id alone is not unique. */
  trace?: string;
  tab?: string;
  /** Rows at this depth and deeper are folded. */
  level?: number;
  /** Ids of spans that are folded, or unfolded below `level`; separated by commas. */
  fold?: string;
  /** Id of the span whose subtree alone is shown. */
  focus?: string;
  /** Whether the critical path is marked. */
  path?: "shown";
  /** Filter of the spans to find. */
  find?: string;
  /** Start and end of the visible time, in nanoseconds from the session's base. */
  from?: number;
  to?: number;
  /** Whether idle gaps are shown at full length; they are squeezed by default. */
  gaps?: "full";
}

type Raw = Record<string, unknown>;

/** Return the params that lead from a list to one of its sessions, to the next one, and back. */
export function choiceOf({ q, sort, order }: ListChoice): ListChoice {
  return { ...(q && { q }), ...(sort && { sort }), ...(order && { order }) };
}

/** Return the params of the list under another filter: the order and the selection are kept. */
export function refiltered(q: string, { sort, order, selected }: ListSearch): ListSearch {
  return {
    ...choiceOf({ q, ...(sort && { sort }), ...(order && { order }) }),
    ...(selected && { selected }),
  };
}

/** Return the same params for a saved view, which also spells out defaults. */
export function choiceOfView({ q, sort, order }: SavedView): ListChoice {
  return {
    ...(q && { q }),
    ...(sort !== "start" && { sort }),
    ...(order === "asc" && { order }),
  };
}

export function listSearch(raw: Raw): ListSearch {
  return understood({
    ...listChoice(raw),
    cursor: text(raw.cursor),
    page: count(raw.page),
    peek: text(raw.peek),
    selected: text(raw.selected),
    starts: raw.starts === "all" ? ("all" as const) : undefined,
  });
}

export function analyticsSearch(raw: Raw): AnalyticsSearch {
  const last = text(raw.last);
  return understood({
    q: text(raw.q),
    last: last && last in PERIODS ? (last as PeriodName) : undefined,
    by: GROUPINGS.find((by) => by === raw.by),
  });
}

export function compareSearch(raw: Raw): CompareSearch {
  return understood({ a: text(raw.a), b: text(raw.b) });
}

export function sessionSearch(raw: Raw): SessionSearch {
  return understood({
    ...listChoice(raw),
    view: VIEWS.find((name) => name === raw.view),
    span: text(raw.span),
    trace: text(raw.trace),
    tab: text(raw.tab),
    level: count(raw.level),
    fold: text(raw.fold),
    focus: text(raw.focus),
    path: raw.path === "shown" ? ("shown" as const) : undefined,
    find: text(raw.find),
    from: count(raw.from),
    to: count(raw.to),
    gaps: raw.gaps === "full" ? ("full" as const) : undefined,
  });
}

export function parseSearch(search: string): Raw {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Raw): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  // Keep a filter readable: these characters are legal in a query and escaped only out of caution.
  const readable = params
    .toString()
    .replace(/%(3A|2C|2F|40)/g, (escaped) => decodeURIComponent(escaped));
  return readable ? `?${readable}` : "";
}

function listChoice(raw: Raw) {
  return {
    q: text(raw.q),
    sort: SORTS.find((sort) => sort === raw.sort && sort !== "start"),
    order: raw.order === "asc" ? ("asc" as const) : undefined,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value ? value : undefined;
}

function count(value: unknown): number | undefined {
  const number = Number(value);
  return value !== undefined && value !== "" && Number.isFinite(number) && number >= 0
    ? Math.round(number)
    : undefined;
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/**
 * Return the params with every name that was not understood as undefined. The router merges them
 * over the raw params, where a missing name would keep its raw value.
 */
function understood<T extends Raw>(record: T): Known<T> {
  return record as Known<T>;
}
