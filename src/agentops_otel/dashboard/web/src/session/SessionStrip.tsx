import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { transcriptQuery } from "../api/sessionQueries";
import { courseOf } from "../model/course";
import type { Session } from "../model/session";
import { lastStartedBy, type SpanTable } from "../model/spans";
import { treeOf } from "../model/tree";
import { Strip } from "../timeline/Strip";
import styles from "./SessionStrip.module.css";
import { rowsOf } from "./transcript/rows";
import type { SpanView } from "./useSpanView";

interface SessionStripProps {
  session: Session;
  table: SpanTable;
  view: SpanView;
}

/** The whole session, above each of its views: a way to any moment of it. */
export function SessionStrip({ session, table, view }: SessionStripProps) {
  const { time, name } = view;
  const isTimeline = name === "timeline";
  // Other views show what is known of the conversation, but do not query it.
  const transcript = useQuery({
    ...transcriptQuery(session.id, session),
    enabled: name === "transcript",
  }).data;
  const course = useMemo(() => courseOf(transcript ?? [], table), [transcript, table]);
  const goTo = (moment: number) => {
    const told = name === "transcript" ? transcript?.flatMap((item) => rowsOf(item, table)) : null;
    view.select(lastStartedBy(table, moment, told?.length ? told : undefined));
  };
  return (
    <div className={styles.strip} data-view={name}>
      <Strip
        {...course}
        table={table}
        tree={treeOf(table)}
        bounds={time.bounds}
        shown={isTimeline ? time.shown : time.bounds}
        clock={time.clock}
        found={view.found}
        selected={view.selectedSpan}
        title={
          isTimeline
            ? "Drag to zoom, click to show everything"
            : "Drag to see a part in the timeline, click to go there"
        }
        onDrag={isTimeline ? time.show : view.showTime}
        onPress={isTimeline ? time.showAll : goTo}
      />
    </div>
  );
}
