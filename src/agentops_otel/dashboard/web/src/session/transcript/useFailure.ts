import { useQuery } from "@tanstack/react-query";
import { spanQuery } from "../../api/sessionQueries";
import { failureOf } from "../../model/span";
import type { Call } from "../../model/transcript";

/** Why a call failed, as its span tells; null where it did not, or nothing is told (yet). */
export function useFailure(sessionId: string, call: Call | null): string | null {
  const spanId = call?.spanIds[0] ?? "";
  const { data } = useQuery({
    ...spanQuery(sessionId, spanId, call?.traceId ?? ""),
    enabled: Boolean(call?.isError && spanId),
  });
  return data ? failureOf(data) : null;
}
