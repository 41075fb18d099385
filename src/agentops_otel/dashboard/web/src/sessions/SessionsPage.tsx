import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { ApiError } from "../api/client";
import { type ListQuery, refreshSlow, type Sort } from "../api/queries";
import { FilterLine, type FilterLineHandle } from "../filter/FilterLine";
import { useAccepted } from "../filter/useAccepted";
import { useFacets } from "../filter/useFacets";
import { refiltered } from "../page/search";
import { keptSelection } from "../page/selected";
import { Button, QuietButton } from "../ui/Button";
import { focusSoon } from "../ui/focus";
import { FilterIcon } from "../ui/icons";
import { Notice } from "../ui/Notice";
import { EmptyState } from "./EmptyState";
import { Facets } from "./Facets";
import { Peek } from "./Peek";
import { RangeSelect } from "./RangeSelect";
import { SavedViews } from "./SavedViews";
import { SessionList } from "./SessionList";
import styles from "./SessionsPage.module.css";
import { useHeldSessions } from "./useHeldSessions";

const route = getRouteApi("/sessions");

/** All sessions: find one, see how they went, open it. */
export function SessionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list: ListQuery = {
    q: search.q ?? "",
    sort: search.sort ?? "start",
    order: search.order ?? "desc",
    cursor: search.cursor ?? null,
  };
  const page = useHeldSessions(list);
  const [sideIsOpen, setSideIsOpen] = useState(false);
  const line = useRef<FilterLineHandle>(null);
  useEffect(() => {
    document.title = list.q ? `${list.q} · Sessions` : "Sessions";
  }, [list.q]);

  const setFilter = (q: string) =>
    navigate({ search: (search) => refiltered(q, search), state: keptSelection });
  const clearFilter = () => {
    setFilter("");
    focusSoon(() => document.querySelector<HTMLElement>("a[data-row]"));
  };
  const setSort = (sort: Sort) =>
    navigate({
      search: ({ q, selected }) => ({
        ...(q && { q }),
        ...(selected && { selected }),
        ...(sort !== "start" && { sort }),
        ...(list.sort === sort && list.order === "desc" && { order: "asc" as const }),
      }),
      state: keptSelection,
    });

  const setWhole = (isWhole: boolean) =>
    navigate({
      resetScroll: false,
      search: ({ starts: _, ...search }) =>
        isWhole ? { ...search, starts: "all" as const } : search,
      state: true,
    });

  const setPeek = (peek: string | undefined) =>
    navigate({
      replace: true,
      resetScroll: false,
      search: ({ peek: _, ...search }) => (peek === undefined ? search : { ...search, peek }),
      state: true,
    });

  const refusal = page.error instanceof ApiError ? page.error : null;
  const isEmpty = page.data?.sessions.length === 0 && !page.isPlaceholderData;
  const hasNothing = isEmpty && !list.q && !list.cursor;
  const queries = useQueryClient();
  useEffect(() => {
    if (!hasNothing) return;
    // With the first session the counts over no sessions are outdated.
    return () => void refreshSlow(queries);
  }, [hasNothing, queries]);
  const accepted = useAccepted(list.q, page);
  // The rows come first: on a large store the server takes longer to count facets.
  const isAnswered = page.data !== undefined || page.error !== null;
  const facets = useFacets(accepted, isAnswered && !hasNothing);
  return (
    <div className={styles.columns}>
      {hasNothing ? null : (
        <aside
          className={styles.side}
          aria-label="Views and facets"
          data-open={sideIsOpen || undefined}
        >
          <SavedViews list={list} mayBeSaved={refusal === null} />
          <Facets
            facets={facets}
            filter={list.q}
            isRefused={refusal !== null}
            onFilter={setFilter}
            onBegin={(field) => line.current?.begin(`${field}:`)}
          />
        </aside>
      )}
      <main className={styles.page}>
        <h1 className="visually-hidden">Sessions</h1>
        <FilterLine
          ref={line}
          applied={list.q}
          refusal={refusal}
          facets={facets}
          beside={hasNothing ? null : <RangeSelect filter={list.q} onFilter={setFilter} />}
          onApply={setFilter}
        />
        {page.error && !refusal?.isAboutFilter && (refusal || !page.data) ? (
          <Notice title="The sessions could not be loaded">
            <p>{page.error.message}</p>
            {list.cursor ? (
              <Button onPress={() => setFilter(list.q)}>Go to the first page</Button>
            ) : (
              <Button onPress={() => page.refetch()}>Try again</Button>
            )}
          </Notice>
        ) : null}
        {page.isPending && !page.error ? <p className={styles.loading}>Loading sessions…</p> : null}
        {hasNothing ? <EmptyState /> : null}
        {page.data && !refusal && !hasNothing ? (
          <SessionList
            page={page}
            list={list}
            accepted={accepted ?? list.q}
            sideToggle={
              <SideToggle isOpen={sideIsOpen} onToggle={() => setSideIsOpen(!sideIsOpen)} />
            }
            peeked={search.peek}
            onSort={setSort}
            isWhole={search.starts === "all"}
            onWhole={setWhole}
            onFilter={setFilter}
            onClear={isEmpty && list.q && !list.cursor ? clearFilter : null}
            onPeek={setPeek}
          />
        ) : null}
      </main>
      {search.peek === undefined ? null : (
        <Peek
          key={search.peek}
          id={search.peek}
          listed={page.rows.find(({ id }) => id === search.peek)}
          isGone={page.gone.has(search.peek)}
          filter={list.q}
          onClose={() => setPeek(undefined)}
        />
      )}
    </div>
  );
}

/** Opens saved views and facets, which a narrow window hides by default. */
function SideToggle({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  return (
    <div className={styles.sideToggle}>
      <QuietButton aria-expanded={isOpen} onPress={onToggle}>
        <FilterIcon />
        <span className="hidden-if-narrow">Facets</span>
      </QuietButton>
    </div>
  );
}
