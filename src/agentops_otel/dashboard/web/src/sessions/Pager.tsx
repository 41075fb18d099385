import { getRouteApi, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { PAGE_SIZE } from "../api/queries";
import { formatCount } from "../model/numbers";
import { keptSelection } from "../page/selected";
import { Button } from "../ui/Button";
import { ArrowLeftIcon, ArrowRightIcon } from "../ui/icons";
import styles from "./Pager.module.css";

const route = getRouteApi("/sessions");

interface PagerProps {
  shown: number;
  total: number;
  totalIsCapped: boolean;
  nextCursor: string | null;
}

/** Where in the list this page is, and links to its neighbours. */
export function Pager({ shown, total, totalIsCapped, nextCursor }: PagerProps) {
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  // A cursor only leads forward, so the way back is kept in the history's state.
  const trail = useLocation({ select: ({ state }) => state.cursors ?? [] });
  const first = (page - 1) * PAGE_SIZE + 1;
  const bar = useRef<HTMLElement>(null);
  const wasUsed = useRef(false);
  // The first and the last page disable a button: the focus moves to the other one.
  useEffect(() => {
    const { activeElement } = document;
    const isLost = activeElement === document.body || activeElement?.matches(":disabled");
    if (wasUsed.current && isLost) {
      bar.current?.querySelector<HTMLElement>("button:enabled")?.focus();
    }
  });

  const goForward = (cursor: string) => {
    wasUsed.current = true;
    navigate({
      search: (search) => ({ ...search, cursor, page: page + 1 }),
      state: (state) => ({ ...keptSelection(state), cursors: [...trail, cursor] }),
    });
  };
  const goBack = () => {
    wasUsed.current = true;
    const cursors = trail.slice(0, -1);
    const cursor = cursors.at(-1);
    navigate({
      search: ({ cursor: _, page: __, ...search }) =>
        cursor ? { ...search, cursor, page: page - 1 } : search,
      state: (state) => ({ ...keptSelection(state), cursors }),
    });
  };
  return (
    <nav ref={bar} className={styles.pager} aria-label="Pages">
      <span>
        {shown > 0 ? `${formatCount(first)}–${formatCount(first + shown - 1)}` : "No more sessions"}
        {` of ${totalIsCapped ? "more than " : ""}${formatCount(total)}`}
      </span>
      <Button onPress={goBack} isDisabled={page === 1}>
        <ArrowLeftIcon />
        {trail.length > 0 || page === 1 ? "Previous" : "First"}
      </Button>
      <Button onPress={() => nextCursor && goForward(nextCursor)} isDisabled={!nextCursor}>
        Next
        <ArrowRightIcon />
      </Button>
    </nav>
  );
}

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** Cursors of the list's pages up to this one, without the first page. */
    cursors?: string[];
  }
}
