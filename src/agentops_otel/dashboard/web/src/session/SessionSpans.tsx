import { useRef } from "react";
import type { Session } from "../model/session";
import { isCut, type SpanTable } from "../model/spans";
import { setPreference, usePreference } from "../page/preferences";
import { Notice } from "../ui/Notice";
import { Splitter } from "../ui/Splitter";
import { useSize } from "../ui/useSize";
import { GroupPanel } from "./inspector/GroupPanel";
import { Inspector } from "./inspector/Inspector";
import { SessionPanel } from "./inspector/SessionPanel";
import styles from "./SessionSpans.module.css";
import { SessionStrip } from "./SessionStrip";
import { SessionView } from "./SessionView";
import { useMarkedWords } from "./useMarkedWords";
import { useSpanView } from "./useSpanView";
import { useViewKeys } from "./useViewKeys";

interface SessionSpansProps {
  session: Session;
  table: SpanTable;
}

/** A view of the session on the left; on the right the selected span, or an overview of all. */
export function SessionSpans({ session, table }: SessionSpansProps) {
  const panes = useRef<HTMLDivElement>(null);
  const inspector = useRef<HTMLElement>(null);
  const { width } = useSize(panes);
  const share = usePreference("inspectorShare");
  const view = useSpanView(session, table);
  useViewKeys(view, inspector);
  useMarkedWords(panes, view.find);
  return (
    <>
      {table.count > 0 ? <SessionStrip session={session} table={table} view={view} /> : null}
      <div className={styles.panes} ref={panes} style={{ "--share": `${share}%` }}>
        <section className={styles.spans} aria-label="What happened">
          {view.isLost ? (
            <Notice
              title={
                isCut(table)
                  ? "The span of this link is not in this session, or not among those shown."
                  : "The span of this link is not in this session."
              }
              tone="warning"
            />
          ) : null}
          <SessionView session={session} table={table} view={view} />
        </section>
        <div className={styles.splitter}>
          <Splitter
            label="Width of the inspector"
            value={100 - share}
            min={30}
            max={80}
            step={2}
            valueAt={(x) =>
              ((x - (panes.current?.getBoundingClientRect().left ?? 0)) / width) * 100
            }
            onChange={(next) => setPreference("inspectorShare", 100 - next)}
          />
        </div>
        <aside ref={inspector} className={styles.inspector} aria-label="Inspector" tabIndex={-1}>
          {view.selectedSpan >= 0 ? (
            <Inspector session={session} table={table} view={view} />
          ) : view.selected >= 0 ? (
            <GroupPanel session={session} table={table} view={view} />
          ) : (
            <SessionPanel session={session} table={table} view={view} />
          )}
        </aside>
      </div>
    </>
  );
}
