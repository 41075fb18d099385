import { type ReactNode, useRef } from "react";
import type { ListQuery, Sort } from "../api/queries";
import { NoMatch } from "./EmptyState";
import { ListBar } from "./ListBar";
import { Pager } from "./Pager";
import { SessionTable } from "./SessionTable";
import { StartHistogram } from "./StartHistogram";
import type { useHeldSessions } from "./useHeldSessions";
import { useSelection } from "./useSelection";

interface SessionListProps {
  page: ReturnType<typeof useHeldSessions>;
  list: ListQuery;
  /** The last accepted filter, for all queries but the rows. */
  accepted: string;
  sideToggle: ReactNode;
  onSort: (sort: Sort) => void;
  onFilter: (q: string) => void;
  /** Clears a filter that nothing matches; null while sessions are listed. */
  onClear: (() => void) | null;
  /** Whether the histogram includes starts far from all others. */
  isWhole: boolean;
  onWhole: (isWhole: boolean) => void;
  peeked: string | undefined;
  onPeek: (id: string | undefined) => void;
}

/** A page of the list: the histogram of starts, actions, and the rows. */
export function SessionList({
  page,
  list,
  accepted,
  sideToggle,
  onSort,
  onFilter,
  onClear,
  isWhole,
  onWhole,
  peeked,
  onPeek,
}: SessionListProps) {
  const selection = useSelection();
  const scroller = useRef<HTMLDivElement>(null);
  const bar = (
    <ListBar {...{ page, sideToggle, selection, scroller }} onFirstPage={() => onFilter(list.q)} />
  );
  if (onClear) {
    return (
      <>
        {bar}
        <NoMatch onClear={onClear} />
      </>
    );
  }
  return (
    <>
      <StartHistogram filter={accepted} onFilter={onFilter} isWhole={isWhole} onWhole={onWhole} />
      {bar}
      <SessionTable
        scroller={scroller}
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
