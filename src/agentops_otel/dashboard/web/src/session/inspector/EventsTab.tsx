import { useEffect, useRef } from "react";
import { listAttributes } from "../../model/attributes";
import { formatAmount } from "../../model/numbers";
import { type Exception, exceptionOf, type Span, type SpanEvent } from "../../model/span";
import { formatDuration } from "../../model/time";
import { CopyButton } from "../../ui/CopyButton";
import { ErrorIcon } from "../../ui/icons";
import { LongText } from "../../ui/LongText";
import { AttributeList } from "./AttributeList";
import styles from "./EventsTab.module.css";

interface EventsTabProps {
  span: Span;
  /** Index of the selected event by time; null: none is selected. */
  chosen: number | null;
}

/** The events of the span; exceptions first, because readers look for them. */
export function EventsTab({ span, chosen }: EventsTabProps) {
  const chosenItem = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each choice has an item of its own.
  useEffect(() => {
    chosenItem.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  if (span.events.length === 0) return <p className={styles.none}>The span has no events.</p>;
  const events = span.events
    .toSorted((a, b) => Number(a.timeNs - b.timeNs))
    .map((event, number) => ({ event, number, exception: exceptionOf(event) }));
  const ordered = [
    ...events.filter(({ exception }) => exception),
    ...events.filter(({ exception }) => !exception),
  ];
  return (
    <ol className={styles.events}>
      {ordered.map(({ event, number, exception }) => (
        <li
          key={number}
          ref={number === chosen ? chosenItem : null}
          aria-current={number === chosen || undefined}
        >
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

/** Return the attributes that the exception's own lines do not show. */
function restOf(event: SpanEvent, exception: Exception | null) {
  const shown = exception ? /^exception\.(type|message|stacktrace)$/ : /^$/;
  return listAttributes(event.attributes).filter(({ key }) => !shown.test(key));
}
