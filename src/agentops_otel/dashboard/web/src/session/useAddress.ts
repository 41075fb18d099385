import { getRouteApi } from "@tanstack/react-router";
import type { SessionSearch } from "../page/search";

const route = getRouteApi("/sessions/$id");

export type Change = { [K in keyof SessionSearch]: SessionSearch[K] | undefined };

/** Return what the address says about the session on display, and how to change it. */
export function useAddress() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: Change, replace: boolean) =>
    navigate({
      search: (before) => ({ ...before, ...next }) as SessionSearch,
      replace,
      resetScroll: false,
    });
  return {
    search,
    /** Change a view in place: Back leads to the previous view, not through each change. */
    change: (next: Change) => go(next, true),
    /** Show another view, from which Back leads to this one. */
    turnTo: (next: Change) => go(next, false),
  };
}
