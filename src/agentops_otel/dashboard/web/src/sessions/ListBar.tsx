import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode, RefObject } from "react";
import { refreshSlow } from "../api/queries";
import { formatAmount } from "../model/numbers";
import { Button } from "../ui/Button";
import { focusSoon } from "../ui/focus";
import { ColumnsButton } from "./ColumnsButton";
import { SelectionBar } from "./SelectionBar";
import styles from "./SessionsPage.module.css";
import type { useHeldSessions } from "./useHeldSessions";
import type { Selection } from "./useSelection";

interface ListBarProps {
  page: ReturnType<typeof useHeldSessions>;
  sideToggle: ReactNode;
  selection: Selection;
  onFirstPage: () => void;
  /** The element that the rows scroll in. */
  scroller: RefObject<HTMLDivElement | null>;
}

/** Above the rows: how many there are, and how many new ones wait. */
export function ListBar({ page, sideToggle, selection, onFirstPage, scroller }: ListBarProps) {
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
      {selection.ids.length > 0 ? (
        <SelectionBar
          selection={selection}
          shown={page.rows}
          onCleared={() => focusSoon(inTable("thead input"))}
          onDeleted={(ids) => {
            if (page.rows.every(({ id }) => ids.has(id))) onFirstPage();
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
