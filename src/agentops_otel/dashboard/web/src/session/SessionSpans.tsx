import { useRef } from "react";
import { setPreference, usePreference } from "../app/preferences";
import type { Session } from "../model/session";
import type { SpanTable } from "../model/spans";
import { Waterfall } from "../timeline/Waterfall";
import { Notice } from "../ui/Notice";
import { Splitter } from "../ui/Splitter";
import { useSize } from "../ui/useSize";
import { Inspector } from "./Inspector";
import { Overview } from "./Overview";
import styles from "./SessionSpans.module.css";
import { Toolbar } from "./Toolbar";
import { useSpanKeys } from "./useSpanKeys";
import { useSpanView } from "./useSpanView";

interface SessionSpansProps {
  session: Session;
  table: SpanTable;
}

/** The spans on the left; on the right the selected one, or what all of them tell together. */
export function SessionSpans({ session, table }: SessionSpansProps) {
  const panes = useRef<HTMLDivElement>(null);
  const { width } = useSize(panes);
  const share = usePreference("inspectorShare");
  const nameWidth = usePreference("nameWidth");
  const view = useSpanView(table);
  const onKey = useSpanKeys(view);
  const left = (width * (100 - share)) / 100;
  return (
    <div className={styles.panes} ref={panes} style={{ "--share": `${share}%` }}>
      <section className={styles.spans} aria-label="Timeline">
        <Toolbar view={view} count={table.spanCount} />
        {view.isLost ? (
          <Notice title="The span of this link is not in this session." tone="warning" />
        ) : null}
        {table.count > 0 ? (
          <Waterfall
            table={table}
            tree={view.tree}
            rows={view.rows}
            isFolded={view.isFolded}
            selected={view.selected}
            view={view.view}
            nameWidth={Math.min(nameWidth, Math.max(140, left * 0.6))}
            onNameWidth={(next) => setPreference("nameWidth", next)}
            onSelect={view.select}
            onFold={view.fold}
            onKey={onKey}
          />
        ) : (
          <p className={styles.none}>
            No span of this session has arrived yet. A span arrives when it ends.
          </p>
        )}
      </section>
      <div className={styles.splitter}>
        <Splitter
          label="Width of the inspector"
          value={100 - share}
          min={30}
          max={80}
          step={2}
          valueAt={(x) => ((x - (panes.current?.getBoundingClientRect().left ?? 0)) / width) * 100}
          onChange={(next) => setPreference("inspectorShare", 100 - next)}
        />
      </div>
      <aside className={styles.inspector} aria-label="Inspector">
        {view.selected >= 0 ? (
          <Inspector session={session} table={table} view={view} />
        ) : (
          <Overview session={session} table={table} view={view} />
        )}
      </aside>
    </div>
  );
}
