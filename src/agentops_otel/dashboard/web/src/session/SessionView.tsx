import { MAX_EVENTS } from "../api/sessionQueries";
import { formatAmount, formatCount } from "../model/numbers";
import type { Session } from "../model/session";
import { isCut, type SpanTable } from "../model/spans";
import { VIEWS, type ViewName } from "../page/search";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { Segments } from "../ui/Segments";
import { FindLine } from "./FindLine";
import { focusRows } from "./focus";
import { NoSpans } from "./NoSpans";
import styles from "./SessionView.module.css";
import { TimelineView } from "./TimelineView";
import { CallButtons, ErrorButtons, FocusToggle, ZoomButtons } from "./Toolbar";
import { TreeView } from "./TreeView";
import { Transcript } from "./transcript/Transcript";
import type { SpanView } from "./useSpanView";

export interface ViewProps {
  session: Session;
  table: SpanTable;
  view: SpanView;
}

const TITLES: Record<ViewName, string> = {
  transcript: "Transcript",
  timeline: "Timeline",
  tree: "Tree",
};
const CHOICES = VIEWS.map((id) => ({ id, title: TITLES[id] }));
const COMPONENTS = { transcript: Transcript, timeline: TimelineView, tree: TreeView };

/** The transcript, the timeline or the tree of a session, with the buttons of that view. */
export function SessionView(props: ViewProps) {
  const { session, table, view } = props;
  const Component = COMPONENTS[view.name];
  return (
    <>
      <div className={styles.bar}>
        <Segments label="Show as" choices={CHOICES} chosen={view.name} onChoose={view.show} />
        <FindLine table={table} view={view} />
        <span className={styles.gap} />
        {session.errorCount > 0 ? <ErrorButtons view={view} /> : null}
        {session.llmCallCount > 0 ? <CallButtons /> : null}
        {view.name === "transcript" ? null : <FocusToggle view={view} />}
        {view.name === "timeline" ? <ZoomButtons view={view} /> : null}
      </div>
      {view.focused !== null && view.name !== "transcript" ? (
        <div className={styles.focus}>
          Only <strong>{view.outline.table.nameOf(view.focused)}</strong> and what is below it.
          <Button
            onPress={() => {
              view.focusOn(null);
              focusRows();
            }}
          >
            Show everything
          </Button>
        </div>
      ) : null}
      {isCut(table) ? (
        <div className={styles.focus}>
          Showing {formatCount(table.spanCount)} of {formatAmount(table.total, "span")}: failed
          spans, then agents, calls and other operations, then the longest spans, each with its
          ancestors.
        </div>
      ) : null}
      {view.marksTrouble && view.name !== "transcript" ? (
        <Notice title="Span events could not be loaded">
          <p>{view.marksTrouble.message}</p>
          <Button onPress={() => view.askForMarks()}>Try again</Button>
        </Notice>
      ) : null}
      {view.areMarksCapped ? (
        <div className={styles.focus}>
          Only the first {formatCount(MAX_EVENTS)} span events are marked.
        </div>
      ) : null}
      {table.count > 0 || view.name === "transcript" ? (
        <Component {...props} />
      ) : (
        <NoSpans session={session} />
      )}
    </>
  );
}
