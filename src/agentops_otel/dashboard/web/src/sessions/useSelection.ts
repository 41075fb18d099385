import { getRouteApi, useLocation, useRouter } from "@tanstack/react-router";
import { type Place, placeOf, selectedIn } from "../page/selected";

const route = getRouteApi("/sessions");

/** The sessions selected in the list, whether or not the list shows them. */
export function useSelection() {
  const router = useRouter();
  const { selected } = route.useSearch();
  const kept = useLocation({ select: ({ state }) => state.selected });
  const navigate = route.useNavigate();
  const ids = selectedIn({
    search: selected ? { selected } : {},
    state: kept ? { selected: kept } : {},
  });
  const set = (chosen: Iterable<string>) => {
    const place = placeOf([...chosen]);
    navigate({
      replace: true,
      resetScroll: false,
      search: ({ selected: _, ...search }) => ({ ...search, ...place.search }),
      state: ({ selected: _, ...state }) => ({ ...state, ...place.state }),
    });
  };
  const chosen = new Set(ids);
  return {
    /** In the order of selection. */
    ids,
    has: (id: string) => chosen.has(id),
    choose: (some: readonly string[], isChosen: boolean) => {
      // Keys may come faster than the page shows what they did.
      const next = new Set(selectedIn(router.latestLocation as Place));
      for (const id of some) {
        if (isChosen) next.add(id);
        else next.delete(id);
      }
      set(next);
    },
    clear: () => set([]),
  };
}

export type Selection = ReturnType<typeof useSelection>;
