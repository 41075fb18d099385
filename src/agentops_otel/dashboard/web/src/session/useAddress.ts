import { getRouteApi } from "@tanstack/react-router";
import type { SessionSearch } from "../page/search";

const route = getRouteApi("/sessions/$id");

export type Change = { [K in keyof SessionSearch]: SessionSearch[K] | undefined };

/** What of the session is on display, as the address has it, and how to change that. */
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
    /** Move within the picture; Back leads to the picture before it, not to each move. */
    change: (next: Change) => go(next, true),
    /** Show another picture, from which Back leads to this one. */
    turnTo: (next: Change) => go(next, false),
  };
}
