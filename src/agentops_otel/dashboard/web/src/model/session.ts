/** A session as views see it. */

import type { WireSession, WireSessionPage, WireState } from "../api/wire";
import type { Known } from "./numbers";

export type SessionState = WireState;

export interface Session {
  id: string;
  name: string;
  state: Known<SessionState>;
  reason: Known<string>;
  tags: string[];
  startNs: Known<bigint>;
  durationNs: Known<number>;
  spanCount: Known<number>;
  eventCount: Known<number>;
  errorCount: Known<number>;
  llmCallCount: Known<number>;
  toolCallCount: Known<number>;
  inputTokens: Known<number>;
  outputTokens: Known<number>;
  cachedTokens: Known<number>;
  costUsd: Known<number>;
  models: string[];
  services: string[];
  userId: Known<string>;
  parentId: Known<string>;
}

export interface SessionPage {
  sessions: Session[];
  nextCursor: string | null;
  total: Known<number>;
  totalIsCapped: boolean;
}

export function toSession(wire: WireSession): Session {
  return {
    id: wire.id,
    name: wire.name || wire.id,
    state: wire.state ?? null,
    reason: wire.reason || null,
    tags: wire.tags ?? [],
    startNs: wire.start_time_unix_nano ? BigInt(wire.start_time_unix_nano) : null,
    durationNs: wire.duration_ns ?? null,
    spanCount: wire.span_count ?? null,
    eventCount: wire.event_count ?? null,
    errorCount: wire.error_count ?? null,
    llmCallCount: wire.llm_call_count ?? null,
    toolCallCount: wire.tool_call_count ?? null,
    inputTokens: wire.input_tokens ?? null,
    outputTokens: wire.output_tokens ?? null,
    cachedTokens: wire.cached_tokens ?? null,
    costUsd: wire.cost_usd ?? null,
    models: wire.models ?? [],
    services: wire.services ?? [],
    userId: wire.user_id || null,
    parentId: wire.parent_id || null,
  };
}

export function toSessionPage(wire: WireSessionPage): SessionPage {
  return {
    sessions: wire.items.map(toSession),
    nextCursor: wire.next_cursor,
    total: wire.total ?? null,
    totalIsCapped: wire.total_is_capped ?? false,
  };
}

/** Input plus output, or null where neither is known. */
export function totalTokens(session: Session): Known<number> {
  if (session.inputTokens === null && session.outputTokens === null) return null;
  return (session.inputTokens ?? 0) + (session.outputTokens ?? 0);
}

export function isOpen(session: Session): boolean {
  return session.state === "running" || session.state === "lost";
}
