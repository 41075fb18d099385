import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ListQuery, pageOfSessionsQuery } from "../api/queries";
import { hold } from "../model/held";
import type { Session } from "../model/session";

const NONE: Session[] = [];

/** Return a page of sessions that refreshes without moving under the reader's eyes. */
export function useHeldSessions(list: ListQuery) {
  const query = useQuery(pageOfSessionsQuery(list));
  const fresh = query.isPlaceholderData ? undefined : query.data?.sessions;
  const key = JSON.stringify(list);
  const [shown, setShown] = useState<{ key: string; rows: Session[] }>({ key, rows: NONE });

  const mayHold = shown.key === key;
  const { rows, gone, arrivals } = hold(mayHold ? shown.rows : NONE, fresh ?? NONE);
  if (fresh && (!mayHold || shown.rows.length === 0) && rows.length > 0) setShown({ key, rows });

  return {
    ...query,
    rows: fresh ? rows : (query.data?.sessions ?? NONE),
    gone,
    arrivals,
    /** Replace the rows by those that are there now or come next. */
    showArrivals: () => setShown({ key, rows: NONE }),
  };
}
