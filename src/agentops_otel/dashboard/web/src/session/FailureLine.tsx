import { Link } from "@tanstack/react-router";
import type { Failure } from "../model/failure";
import type { Session } from "../model/session";
import { endOf, type SpanTable, spanAddress } from "../model/spans";
import { formatDuration } from "../model/time";
import type { SessionSearch } from "../page/search";
import { ArrowRightIcon, ErrorIcon } from "../ui/icons";
import styles from "./FailureLine.module.css";
import { useFailure } from "./useFailure";

interface FailureLineProps {
  session: Session;
  table: SpanTable;
  failure: Failure;
}

/** Where the session failed first and why, in one sentence that links there. */
export function FailureLine({ session, table, failure }: FailureLineProps) {
  const { row } = failure;
  const isOvercome = failure.isOvercome || session.state === "success";
  const spanId = table.ids[row] as string;
  const reason = useFailure(session.id, [{ spanId, traceId: table.traces[row] as string }]);
  const isError = session.state === "error";
  const why = reason || (isError ? session.reason : null);
  return (
    <p className={styles.failure} data-overcome={isOvercome || undefined}>
      <ErrorIcon />
      <span className={styles.sentence}>
        <strong>{table.nameOf(row)}</strong> failed{" "}
        {formatDuration(endOf(table, row) - table.startNs)} in
        {isOvercome ? ", and the session went on" : ""}
        {why ? `: ${why}` : "."}
        {isError && session.reason && session.reason !== why ? (
          <small>The session ended with {session.reason}</small>
        ) : null}
      </span>
      <Link
        from="/sessions/$id"
        to="."
        search={(search) => ({ ...search, ...spanAddress(table, row) }) as SessionSearch}
        className={styles.go}
      >
        Go to span
        <ArrowRightIcon />
      </Link>
    </p>
  );
}
