import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { eventsQuery } from "../api/sessionQueries";
import { marksByRow, type SpanMark, toMarks } from "../model/events";
import { outlineOf } from "../model/outline";
import type { Session } from "../model/session";
import type { SpanTable } from "../model/spans";
import type { Face } from "../page/search";

const NONE: SpanMark[] = [];

/** The rows of a face: events are rows of the tree, and marks on the bars of the timeline. */
export function useOutline(session: Session, table: SpanTable, face: Face) {
  const hasEvents = useMemo(() => mayHaveEvents(session, table), [session, table]);
  const query = useQuery({
    ...eventsQuery(session.id, session),
    enabled: face !== "transcript" && hasEvents,
  });
  const events = query.data?.events;
  const marks = useMemo(() => (events ? toMarks(events, table) : NONE), [events, table]);
  const rowMarks = face === "tree" ? marks : NONE;
  return {
    outline: useMemo(() => outlineOf(table, rowMarks), [table, rowMarks]),
    marks: useMemo(() => marksByRow(marks), [marks]),
    areMarksCapped: query.data?.isCapped ?? false,
  };
}

/** Reading events is much work for the server: where the counts leave none it is not asked. */
function mayHaveEvents({ eventCount, spanCount }: Session, table: SpanTable): boolean {
  let ofSession = 0;
  for (let row = 0; row < table.spanCount; row++) {
    if (table.kindOf(row) === "session") ofSession++;
  }
  return eventCount > spanCount - ofSession;
}
