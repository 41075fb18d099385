import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { eventsQuery } from "../api/sessionQueries";
import { marksByRow, type SpanMark, toMarks } from "../model/events";
import { groupIds, outlineOf } from "../model/outline";
import { isOpen, type Session } from "../model/session";
import type { SpanTable } from "../model/spans";
import type { ViewName } from "../page/search";

const NONE: SpanMark[] = [];

/** Return the rows of a view: events are rows in the tree, marks on the bars in the timeline. */
export function useOutline(session: Session, table: SpanTable, view: ViewName) {
  const hasEvents = useMemo(() => mayHaveEvents(session, table), [session, table]);
  const query = useQuery({
    ...eventsQuery(session.id, session),
    enabled: view !== "transcript" && hasEvents,
  });
  const events = query.data?.events;
  const marks = useMemo(() => (events ? toMarks(events, table) : NONE), [events, table]);
  const rowMarks = view === "tree" ? marks : NONE;
  // Siblings that arrived one by one are not folded under the reader's eyes.
  const [folded] = useState(() => (isOpen(session) ? groupIds(outlineOf(table, NONE)) : null));
  return {
    outline: useMemo(
      () => outlineOf(table, rowMarks, (group) => folded === null || folded.has(group)),
      [table, rowMarks, folded],
    ),
    /** The span events by the row of their span. */
    marks: useMemo(() => marksByRow(marks), [marks]),
    areMarksCapped: query.data?.isCapped ?? false,
    /** Why the span events are unknown; null while nothing went wrong. */
    marksTrouble: query.data ? null : query.error,
    askForMarks: query.refetch,
  };
}

/** Return whether there can be events: reading them is costly for the server. */
function mayHaveEvents({ eventCount, spanCount }: Session, table: SpanTable): boolean {
  let ofSession = 0;
  for (let row = 0; row < table.spanCount; row++) {
    if (table.kindOf(row) === "session") ofSession++;
  }
  return eventCount > spanCount - ofSession;
}
