import { listAttributes } from "../../model/attributes";
import { formatAmount } from "../../model/numbers";
import { type Exception, exceptionOf, type Span, type SpanEvent } from "../../model/span";
import { formatDuration } from "../../model/time";
import { CopyButton } from "../../ui/CopyButton";
import { ErrorIcon } from "../../ui/icons";
import { LongText } from "../../ui/LongText";
import { AttributeList } from "./AttributeList";
import styles from "./EventsTab.module.css";

/** What happened during the span; exceptions first, for they are what one looks for. */
export function EventsTab({ span }: { span: Span }) {
  if (span.events.length === 0) return <p className={styles.none}>The span has no events.</p>;
  const events = span.events.map((event) => ({ event, exception: exceptionOf(event) }));
  const ordered = [
    ...events.filter(({ exception }) => exception),
    ...events.filter(({ exception }) => !exception),
  ];
  return (
    <ol className={styles.events}>
      {ordered.map(({ event, exception }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events have no id, and the list never changes.
        <li key={index}>
          <div className={styles.line}>
            {exception ? <ErrorIcon /> : null}
            <h3>{event.name}</h3>
            <span>+{formatDuration(Number(event.timeNs - span.startNs))}</span>
          </div>
          {exception ? <ExceptionOf exception={exception} /> : null}
          <AttributeList attributes={restOf(event, exception)} />
        </li>
      ))}
    </ol>
  );
}

function ExceptionOf({ exception }: { exception: Exception }) {
  const { type, message, stacktrace } = exception;
  return (
    <>
      <p className={styles.exception}>
        <strong>{type}</strong>
        {type && message ? ": " : ""}
        {message}
      </p>
      {stacktrace ? (
        <details className={styles.stack}>
          <summary>
            Stack trace, {formatAmount(stacktrace.trim().split("\n").length, "line")}
          </summary>
          <div className={styles.copy}>
            <CopyButton what="stack trace" text={stacktrace} />
          </div>
          <LongText text={stacktrace} label="Stack trace" isCode />
        </details>
      ) : null}
    </>
  );
}

/** The attributes that the exception's own lines do not show already. */
function restOf(event: SpanEvent, exception: Exception | null) {
  const shown = exception ? /^exception\.(type|message|stacktrace)$/ : /^$/;
  return listAttributes(event.attributes).filter(({ key }) => !shown.test(key));
}
