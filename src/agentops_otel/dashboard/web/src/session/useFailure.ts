import { useQuery } from "@tanstack/react-query";
import { failuresQuery, spanQuery } from "../api/sessionQueries";
import { reasonOf } from "../model/failures";
import type { Session } from "../model/session";
import { failureOf, type SpanKey } from "../model/span";
import type { SpanTable } from "../model/spans";

/**
 * Return why something failed that one or several spans stand for; null where no reason is known
 * (yet). All failures of a session come in one answer; only one beyond those is queried by itself.
 */
export function useFailure(sessionId: string, failed: readonly SpanKey[]): string | null {
  const [first] = failed;
  const listed = useQuery({
    ...failuresQuery(sessionId, undefined),
    enabled: first !== undefined,
  }).data;
  const reasons = listed ? failed.map((span) => reasonOf(listed, span)) : [null];
  const reason = reasons.find((each) => each) ?? reasons[0];
  const span = useQuery({
    ...spanQuery(sessionId, first?.spanId ?? "", first?.traceId ?? ""),
    enabled: first !== undefined && reason === undefined,
  }).data;
  if (reason !== undefined) return reason;
  return span ? failureOf(span) : null;
}

/** Return why the failed rows of a session failed, as far as they are listed. */
export function useReasons(session: Session, table: SpanTable, isAsked: boolean) {
  const listed = useQuery({ ...failuresQuery(session.id, session), enabled: isAsked }).data;
  return (row: number) => {
    const key = { traceId: table.traces[row] as string, spanId: table.ids[row] as string };
    return (listed && reasonOf(listed, key)) ?? null;
  };
}
