import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { ApiError } from "../api/client";
import type { ListQuery, Sort } from "../api/queries";
import { FilterLine } from "../filter/FilterLine";
import { useFacets, valuesOfFacets } from "../filter/useFacets";
import { formatAmount } from "../model/numbers";
import { Button, QuietButton } from "../ui/Button";
import { FilterIcon } from "../ui/icons";
import { Notice } from "../ui/Notice";
import { ColumnsButton } from "./ColumnsButton";
import { EmptyState, NoMatch } from "./EmptyState";
import { Facets } from "./Facets";
import { Pager } from "./Pager";
import { Peek } from "./Peek";
import { SavedViews } from "./SavedViews";
import { SelectionBar } from "./SelectionBar";
import styles from "./SessionsPage.module.css";
import { SessionTable } from "./SessionTable";
import { StartHistogram } from "./StartHistogram";
import { useHeldSessions } from "./useHeldSessions";
import { type Selection, useSelection } from "./useSelection";

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
  useEffect(() => {
    document.title = list.q ? `${list.q} · Sessions` : "Sessions";
  }, [list.q]);

  const setFilter = (q: string) =>
    navigate({
      search: ({ sort, order }) => ({ q, ...(sort && { sort }), ...(order && { order }) }),
    });
  const setSort = (sort: Sort) =>
    navigate({
      search: ({ q }) => ({
        ...(q && { q }),
        ...(sort !== "start" && { sort }),
        ...(list.sort === sort && list.order === "desc" && { order: "asc" as const }),
      }),
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
    // The first session ends it, and with it what was counted of none.
    return () => void refreshSlow(queries);
  }, [hasNothing, queries]);
  const facets = useFacets(list.q, !refusal && !hasNothing);
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
          />
        </aside>
      )}
      <main className={styles.page}>
        <h1 className="visually-hidden">Sessions</h1>
        <FilterLine
          applied={list.q}
          refusal={refusal}
          valuesOf={valuesOfFacets(facets)}
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
        {isEmpty && list.q && !list.cursor ? <NoMatch onClear={() => setFilter("")} /> : null}
        {page.data && !refusal && (!isEmpty || list.cursor) ? (
          <Rows
            page={page}
            list={list}
            sideToggle={
              <SideToggle isOpen={sideIsOpen} onToggle={() => setSideIsOpen(!sideIsOpen)} />
            }
            peeked={search.peek}
            onSort={setSort}
            onFilter={setFilter}
            onPeek={setPeek}
          />
        ) : null}
      </main>
      {search.peek === undefined ? null : (
        <Peek
          key={search.peek}
          id={search.peek}
          listed={page.rows.find(({ id }) => id === search.peek)}
          filter={list.q}
          onClose={() => setPeek(undefined)}
        />
      )}
    </div>
  );
}

/** Count anew what else only the clock asks for: facets, the histogram. */
function refreshSlow(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ predicate: ({ meta }) => meta?.isSlow === true });
}

/** Views and facets have a place beside the list, but in a narrow window only if asked for. */
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

interface ListBarProps extends Pick<RowsProps, "page" | "sideToggle"> {
  selection: Selection;
}

/** Above the rows: how many there are, and how many more wait. */
function ListBar({ page, sideToggle, selection }: ListBarProps) {
  const queries = useQueryClient();
  const { total = 0, totalIsCapped } = page.data ?? {};
  const showArrivals = () => {
    page.showArrivals();
    refreshSlow(queries);
  };
  return (
    <div className={styles.bar}>
      {sideToggle}
      {selection.sessions.length > 0 ? (
        <SelectionBar selection={selection} onDeleted={page.showArrivals} />
      ) : (
        <span>
          {totalIsCapped ? "more than " : ""}
          {formatAmount(total, "session")}
        </span>
      )}
      <div role="status">
        {page.arrivals > 0 ? (
          <Button primary onPress={showArrivals}>
            Show {formatAmount(page.arrivals, "new session")}
          </Button>
        ) : null}
      </div>
      <ColumnsButton />
    </div>
  );
}

interface RowsProps {
  page: ReturnType<typeof useHeldSessions>;
  list: ListQuery;
  sideToggle: ReactNode;
  onSort: (sort: Sort) => void;
  onFilter: (q: string) => void;
  peeked: string | undefined;
  onPeek: (id: string | undefined) => void;
}

function Rows({ page, list, sideToggle, onSort, onFilter, peeked, onPeek }: RowsProps) {
  const selection = useSelection();
  return (
    <>
      <StartHistogram filter={list.q} onFilter={onFilter} />
      <ListBar page={page} sideToggle={sideToggle} selection={selection} />
      <SessionTable
        sessions={page.rows}
        gone={page.gone}
        filter={list.q}
        sort={list.sort}
        order={list.order}
        isStale={page.isPlaceholderData}
        onSort={onSort}
        peeked={peeked}
        onPeek={onPeek}
        selection={selection}
      />
      <Pager
        shown={page.rows.length}
        total={page.data?.total ?? 0}
        totalIsCapped={page.data?.totalIsCapped ?? false}
        nextCursor={page.data?.nextCursor ?? null}
      />
    </>
  );
}
