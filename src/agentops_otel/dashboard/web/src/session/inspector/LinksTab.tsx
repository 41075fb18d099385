import { Link } from "@tanstack/react-router";
import { listAttributes } from "../../model/attributes";
import { term } from "../../model/filter";
import type { Span } from "../../model/span";
import { CopyButton } from "../../ui/CopyButton";
import { AttributeList } from "./AttributeList";
import styles from "./LinksTab.module.css";

/** Spans that this one links to; each leads to the session of its trace. */
export function LinksTab({ span }: { span: Span }) {
  if (span.links.length === 0) return <p className={styles.none}>The span has no links.</p>;
  return (
    <ul className={styles.links}>
      {span.links.map((link) => (
        <li key={link.traceId + link.spanId}>
          <div className={styles.line}>
            <span>Span</span>
            <code>{link.spanId}</code>
            <CopyButton what="span id" text={link.spanId} />
          </div>
          <div className={styles.line}>
            <span>Trace</span>
            <code>{link.traceId}</code>
            <CopyButton what="trace id" text={link.traceId} />
          </div>
          <Link to="/sessions" search={{ q: term("trace", link.traceId) }}>
            Find its session
          </Link>
          <AttributeList attributes={listAttributes(link.attributes)} />
        </li>
      ))}
    </ul>
  );
}
