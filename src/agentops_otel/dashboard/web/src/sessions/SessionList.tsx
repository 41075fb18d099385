import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, type RefObject, useRef } from "react";
import { type ListQuery, refreshSlow, type Sort } from "../api/queries";
import { formatAmount } from "../model/numbers";
import { Button } from "../ui/Button";
import { focusSoon } from "../ui/focus";
import { ColumnsButton } from "./ColumnsButton";
import { Pager } from "./Pager";
import { SelectionBar } from "./SelectionBar";
import styles from "./SessionsPage.module.css";
import { SessionTable } from "./SessionTable";
import { StartHistogram } from "./StartHistogram";
import type { useHeldSessions } from "./useHeldSessions";
import { type Selection, useSelection } from "./useSelection";

interface SessionListProps {
  page: ReturnType<typeof useHeldSessions>;
  list: ListQuery;
  /** The last accepted filter, for all queries but the rows. */
  accepted: string;
  sideToggle: ReactNode;
  onSort: (sort: Sort) => void;
  onFilter: (q: string) => void;
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
  isWhole,
  onWhole,
  peeked,
  onPeek,
}: SessionListProps) {
  const selection = useSelection();
  const scroller = useRef<HTMLDivElement>(null);
  return (
    <>
      <StartHistogram filter={accepted} onFilter={onFilter} isWhole={isWhole} onWhole={onWhole} />
      <ListBar page={page} sideToggle={sideToggle} selection={selection} scroller={scroller} />
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

interface ListBarProps extends Pick<SessionListProps, "page" | "sideToggle"> {
  selection: Selection;
  /** The element that the rows scroll in. */
  scroller: RefObject<HTMLDivElement | null>;
}

/** Above the rows: how many there are, and how many new ones wait. */
function ListBar({ page, sideToggle, selection, scroller }: ListBarProps) {
  const queries = useQueryClient();
  const { total = 0, totalIsCapped } = page.data ?? {};
  const inTable = (selector: string) => () =>
    scroller.current?.querySelector<HTMLElement>(selector);
  const focusFirstRow = () => focusSoon(inTable("a[data-row]"));
  const showArrivals = () => {
    page.showArrivals();
    scroller.current?.scrollTo({ top: 0 });
    refreshSlow(queries);
    focusFirstRow();
  };
  return (
    <div className={styles.bar}>
      {sideToggle}
      {selection.sessions.length > 0 ? (
        <SelectionBar
          selection={selection}
          shown={page.rows}
          onCleared={() => focusSoon(inTable("thead input"))}
          onDeleted={() => {
            page.showArrivals();
            focusFirstRow();
          }}
        />
      ) : (
        <span>
          {totalIsCapped ? "More than " : ""}
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
