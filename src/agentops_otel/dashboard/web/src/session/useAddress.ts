import { getRouteApi } from "@tanstack/react-router";
import type { SessionSearch } from "../page/search";

const route = getRouteApi("/sessions/$id");

export type Change = { [K in keyof SessionSearch]: SessionSearch[K] | undefined };

/** What of the session is on display, as the address has it, and how to change that. */
export function useAddress() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Change) =>
    navigate({
      search: (before) => ({ ...before, ...next }) as SessionSearch,
      replace: true,
      resetScroll: false,
    });
  return { search, change };
}
