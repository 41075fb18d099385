import { useQuery } from "@tanstack/react-query";
import { spanQuery } from "../../api/sessionQueries";
import { isAbsent, isRunning, startOf } from "../../model/running";
import type { Session } from "../../model/session";
import { failureOf, type Span } from "../../model/span";
import { isMissing, type SpanTable, skewOf, untold } from "../../model/spans";
import { formatDuration } from "../../model/time";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { ErrorIcon } from "../../ui/icons";
import { LongText } from "../../ui/LongText";
import { Notice } from "../../ui/Notice";
import { SoFar } from "../../ui/SessionDuration";
import { type TabSpec, Tabs } from "../../ui/Tabs";
import { Unknown } from "../../ui/Unknown";
import { focusRows } from "../focus";
import type { SpanView } from "../useSpanView";
import { AttributesTab } from "./AttributesTab";
import { CallTab } from "./CallTab";
import { EventsTab } from "./EventsTab";
import { HeadFigures } from "./HeadFigures";
import styles from "./Inspector.module.css";
import { LinksTab } from "./LinksTab";
import { Logs } from "./Logs";
import { HeadFact, PanelHead } from "./PanelHead";

/** Kinds with a conversation, whose tab comes first: it is what readers want. */
const TALKING_KINDS: ReadonlySet<string> = new Set([
  "llm",
  "agent",
  "workflow",
  "task",
  "operation",
  "tool",
  "retrieval",
  "guardrail",
]);

interface InspectorProps {
  session: Session;
  table: SpanTable;
  view: SpanView;
}

/** Everything known about the selected span. */
export function Inspector({ session, table, view }: InspectorProps) {
  const row = view.selectedSpan;
  const spanId = table.ids[row] as string;
  return (
    <>
      <PanelHead
        kind={table.kindOf(row)}
        name={table.nameOf(row)}
        actions={<CopyButton what="span id" text={spanId} />}
        closeLabel="Close the span"
        onClose={() => {
          view.select(-1);
          focusRows();
        }}
      >
        <HeadFact name="Duration">
          {isRunning(table, row) ? (
            <SoFar startNs={startOf(table, row)} />
          ) : (
            (untold(table, row) ?? formatDuration(table.durations[row] as number))
          )}
        </HeadFact>
        <HeadFact name="Starts at">
          {table.unstarted.has(row) ? (
            <Unknown />
          ) : (
            `+${formatDuration((table.starts[row] as number) - table.startNs)}`
          )}
        </HeadFact>
        <HeadFact name="Status" isBad={table.statuses[row] === "error"}>
          {table.statuses[row] as string}
        </HeadFact>
        {table.serviceOf(row) ? <HeadFact name="Service">{table.serviceOf(row)}</HeadFact> : null}
        <HeadFigures session={session} table={table} row={row} />
      </PanelHead>
      {isRunning(table, row) && isAbsent(table, row) ? (
        <p className={styles.missing}>
          Spans below name <code>{spanId}</code> as their parent. It has not arrived yet: a span is
          sent when it ends. Until then only its children are known.
        </p>
      ) : isMissing(table, row) ? (
        <p className={styles.missing}>
          Spans below name <code>{spanId}</code> as their parent, but it is not in this session: it
          may not have ended yet, was not sampled, got lost on the way, or belongs to a program that
          sends its spans elsewhere.
        </p>
      ) : (
        <Details key={`${table.traces[row]} ${spanId}`} {...{ session, table, view }} />
      )}
    </>
  );
}

function Details({ session, table, view }: InspectorProps) {
  const row = view.selectedSpan;
  const query = useQuery(
    spanQuery(session.id, table.ids[row] as string, table.traces[row] as string),
  );
  if (query.data) return <Tabbed span={query.data} {...{ session, table, view }} />;
  if (!query.error) return <p className={styles.missing}>Loading the span…</p>;
  return (
    <Notice title="The span could not be loaded">
      <p>{query.error.message}</p>
      <Button onPress={() => query.refetch()}>Try again</Button>
    </Notice>
  );
}

function Tabbed({ span, session, table, view }: InspectorProps & { span: Span }) {
  const failure = span.status === "error" ? failureOf(span) : null;
  const skewNs = skewOf(table, view.selectedSpan);
  const tabs: TabSpec[] = [
    ...(TALKING_KINDS.has(span.kind)
      ? [
          {
            id: "call",
            title: span.kind === "llm" ? "Messages" : "Call",
            content: () => <CallTab sessionId={session.id} span={span} />,
          },
        ]
      : []),
    {
      id: "attributes",
      title: "Attributes",
      count: Object.keys(span.attributes).length,
      content: () => <AttributesTab span={span} />,
    },
    {
      id: "events",
      title: "Events",
      count: span.events.length,
      content: () => (
        <EventsTab span={span} chosen={view.outline.events.get(view.selected)?.number ?? null} />
      ),
    },
    {
      id: "links",
      title: "Links",
      count: span.links.length,
      content: () => <LinksTab span={span} />,
    },
    {
      id: "logs",
      title: "Logs",
      content: () => <Logs {...{ session, table, view }} row={view.selectedSpan} />,
    },
    { id: "raw", title: "Raw", content: () => <RawTab span={span} /> },
  ];
  return (
    <>
      {failure ? (
        <p className={styles.failure}>
          <ErrorIcon />
          <span>{failure}</span>
        </p>
      ) : null}
      {span.hasEnded ? null : (
        <p className={styles.dropped}>
          The span has not ended.{" "}
          {isRunning(table, view.selectedSpan)
            ? "It was sent while still running."
            : "Its duration is unknown; it is drawn as long as the spans below it."}
        </p>
      )}
      {table.unstarted.has(view.selectedSpan) ? (
        <p className={styles.dropped}>
          The span was sent without a start. It is drawn from the start of the spans below it, or at
          its end; its duration is unknown.
        </p>
      ) : null}
      {skewNs > 0 ? (
        <p className={styles.dropped}>
          It starts {formatDuration(skewNs)} before its parent: their clocks differ, or one of the
          times is wrong. Times are shown as they were sent.
        </p>
      ) : null}
      {span.dropped.length > 0 ? (
        <p className={styles.dropped}>
          Cut off by the producer's limits: {span.dropped.join(", ")}.
        </p>
      ) : null}
      <Tabs
        label="Span details"
        className={styles.tabs}
        panelClassName={styles.panel}
        tabs={tabs}
        selected={view.tab}
        onSelect={view.setTab}
      />
    </>
  );
}

function RawTab({ span }: { span: Span }) {
  const text = JSON.stringify(span.raw, null, 2);
  return (
    <div className={styles.raw}>
      <CopyButton what="span as JSON" text={text} />
      <LongText text={text} label="Span as JSON" isCode />
    </div>
  );
}
