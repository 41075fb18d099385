import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { spanQuery } from "../api/sessionQueries";
import type { Session } from "../model/session";
import { failureOf } from "../model/span";
import { endOf, type SpanTable } from "../model/spans";
import { formatDuration } from "../model/time";
import { ArrowRightIcon, ErrorIcon } from "../ui/icons";
import styles from "./FailureLine.module.css";

interface FailureLineProps {
  session: Session;
  table: SpanTable;
  /** The span where the failure began. */
  row: number;
}

/** Where it failed first and why, as one sentence that leads there. */
export function FailureLine({ session, table, row }: FailureLineProps) {
  const spanId = table.ids[row] as string;
  const span = useQuery(spanQuery(session.id, spanId, table.traces[row] as string));
  const why = (span.data && failureOf(span.data)) || session.reason;
  return (
    <p className={styles.failure}>
      <ErrorIcon />
      <span className={styles.sentence}>
        <strong>{table.nameOf(row)}</strong> failed{" "}
        {formatDuration(endOf(table, row) - table.startNs)} in{why ? `: ${why}` : "."}
      </span>
      <Link
        from="/sessions/$id"
        to="."
        search={(search) => ({ ...search, span: spanId })}
        className={styles.go}
      >
        Go to span
        <ArrowRightIcon />
      </Link>
    </p>
  );
}
