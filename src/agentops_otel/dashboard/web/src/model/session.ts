/** A session as views see it. */

import type { WireSession, WireSessionDetails, WireSessionPage } from "../api/wire";
import type { Known } from "./numbers";
import { isVisible } from "./visible";

export type SessionState = WireSession["state"];

export interface Session {
  id: string;
  name: string;
  state: SessionState;
  reason: string | null;
  tags: string[];
  startNs: bigint;
  durationNs: number;
  spanCount: number;
  /** Spans other than session spans, plus span events. */
  eventCount: number;
  errorCount: number;
  llmCallCount: number;
  toolCallCount: number;
  inputTokens: Known<number>;
  outputTokens: Known<number>;
  cachedTokens: Known<number>;
  costUsd: Known<number>;
  models: string[];
  services: string[];
  userId: string | null;
  parentId: string | null;
  /** The first text from the user to a model, truncated if long. */
  firstUserText: string | null;
  /** Spans that were created but will never arrive; null where no process has reported. */
  lostSpanCount: Known<number>;
}

/** Spans that a session's processes counted, by outcome. */
export interface Loss {
  /** Null: not every process reports it. */
  ended: Known<number>;
  failed: number;
  dropped: number;
}

export interface SessionDetails extends Session {
  /** Null: nothing was lost, or no process has reported. */
  loss: Loss | null;
}

interface PageOfSessions {
  sessions: Session[];
  nextCursor: string | null;
  total: number;
  totalIsCapped: boolean;
}

/** Stands in for a name and an id that are blank or invisible. */
const NAMELESS = "(no name)";

export function toSession(wire: WireSession): Session {
  return {
    id: wire.id,
    name: [wire.name, wire.id].find(isVisible) ?? NAMELESS,
    state: wire.state,
    reason: wire.reason,
    tags: wire.tags,
    startNs: BigInt(wire.start_time_unix_nano),
    durationNs: wire.duration_ns,
    spanCount: wire.span_count,
    eventCount: wire.event_count,
    errorCount: wire.error_count,
    llmCallCount: wire.llm_call_count,
    toolCallCount: wire.tool_call_count,
    inputTokens: wire.input_tokens,
    outputTokens: wire.output_tokens,
    cachedTokens: wire.cached_tokens,
    costUsd: wire.cost_usd,
    models: withoutVersions(wire.models),
    services: wire.services,
    userId: wire.user_id,
    parentId: wire.parent_id,
    firstUserText: wire.first_user_text,
    lostSpanCount: wire.lost_span_count,
  };
}

export function toSessionDetails(wire: WireSessionDetails): SessionDetails {
  const { ended, failed, dropped } = wire.loss ?? { ended: null, failed: null, dropped: null };
  const loss = { ended, failed: failed ?? 0, dropped: dropped ?? 0 };
  return { ...toSession(wire), loss: loss.failed + loss.dropped > 0 ? loss : null };
}

export function toPageOfSessions(wire: WireSessionPage): PageOfSessions {
  return {
    sessions: wire.items.map(toSession),
    nextCursor: wire.next_cursor,
    total: wire.total,
    totalIsCapped: wire.total_is_capped,
  };
}

/** List models by name; a dated version that answered counts as the model that was requested. */
function withoutVersions(models: string[]): string[] {
  return models.filter(
    (model) =>
      !models.some((other) => /^-\d/.test(model.slice(other.length)) && model.startsWith(other)),
  );
}

/** Return input plus output, or null where neither is known. */
export function totalTokens({
  inputTokens,
  outputTokens,
}: Pick<Session, "inputTokens" | "outputTokens">): Known<number> {
  if (inputTokens === null && outputTokens === null) return null;
  return (inputTokens ?? 0) + (outputTokens ?? 0);
}

export function isOpen(session: Session): boolean {
  return session.state === "running" || session.state === "lost";
}
