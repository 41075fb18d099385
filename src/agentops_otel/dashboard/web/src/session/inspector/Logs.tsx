import { useInfiniteQuery } from "@tanstack/react-query";
import { logsQuery } from "../../api/sessionQueries";
import type { Attribute } from "../../model/attributes";
import type { LogRecord } from "../../model/logs";
import type { Session } from "../../model/session";
import { findRow, type SpanTable } from "../../model/spans";
import { formatDuration, formatExact, formatMoment } from "../../model/time";
import { usePreference } from "../../page/preferences";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { TextButton } from "../../ui/TextButton";
import { Value } from "../../ui/Value";
import type { SpanView } from "../useSpanView";
import { AttributeList } from "./AttributeList";
import styles from "./Logs.module.css";

interface LogsProps {
  session: Session;
  table: SpanTable;
  view: SpanView;
  /** Show only the records of this span; null: of the whole session. */
  row: number | null;
}

/** The log records of a span or of the whole session, by time. */
export function Logs({ session, table, view, row }: LogsProps) {
  const zone = usePreference("zone");
  const span =
    row === null
      ? null
      : { traceId: table.traces[row] as string, spanId: table.ids[row] as string };
  const query = useInfiniteQuery(logsQuery(session.id, session, span));
  if (query.error && !query.data) {
    return <Notice title="The logs could not be loaded">{query.error.message}</Notice>;
  }
  if (!query.data) return <p className={styles.none}>Loading logs…</p>;
  const records = query.data.pages
    .flatMap((page) => page.records)
    .map((record) => ({ record, at: rowOf(record, table) }));
  // Every record is of this session; repeating its id on each adds nothing.
  const isOwn = ({ key, value }: Attribute) => key !== "session.id" || value !== session.id;
  return (
    <>
      {records.length === 0 ? (
        <p className={styles.none}>
          {row === null ? "Nothing was logged." : "Nothing was logged during this span."}
        </p>
      ) : null}
      <ol className={styles.logs}>
        {records.map(({ record, at }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: records have no id and are only appended.
          <li key={index} className={styles.record} data-severity={record.severity}>
            <div className={styles.line}>
              <span className={styles.severity}>{record.severity}</span>
              <strong>{record.eventName}</strong>
              {row === null && at >= 0 ? (
                <TextButton className={styles.span} onClick={() => view.select(at)}>
                  {table.nameOf(at)}
                </TextButton>
              ) : null}
              <span className={styles.time} title={formatExact(record.timeNs)}>
                {table.count > 0 && table.baseNs > 0n
                  ? `+${formatDuration(Number(record.timeNs - table.baseNs) - table.startNs)}`
                  : formatMoment(record.timeNs, zone)}
              </span>
            </div>
            {record.body === null ? null : <Value value={record.body} label="Log record" />}
            <AttributeList attributes={record.attributes.filter(isOwn)} />
          </li>
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button onPress={() => query.fetchNextPage()} isDisabled={query.isFetchingNextPage}>
          Load more logs
        </Button>
      ) : null}
    </>
  );
}

function rowOf({ spanId, traceId }: LogRecord, table: SpanTable): number {
  return spanId ? findRow(table, spanId, traceId ?? undefined) : -1;
}
