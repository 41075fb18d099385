/** The conversation of a session as one list of items: turn by turn, step by step. */

import type { WireStep, WireTranscript } from "../api/wire";
import type { ToolRequest } from "./exchange";
import { fits } from "./json";
import type { Medium } from "./media";
import { formatAmount, type Known } from "./numbers";
import type { SpanKey } from "./span";

/** The operation behind an item; its first span is the one to inspect. */
export interface Call {
  traceId: string;
  spanIds: string[];
  durationNs: number;
  isError: boolean;
  model: Known<string>;
  inputTokens: Known<number>;
  outputTokens: Known<number>;
  cachedTokens: Known<number>;
  costUsd: Known<number>;
  finishClass: Known<string>;
}

/** Return the spans of a failed call; none if it did not fail. */
export function failedSpans(call: Call | null): SpanKey[] {
  if (!call?.isError) return [];
  return call.spanIds.map((spanId) => ({ spanId, traceId: call.traceId }));
}

interface Step {
  startNs: bigint;
  agent: Known<string>;
  /** The number of agents it is nested in. */
  depth: number;
  /** Null where only a message describes it. */
  call: Call | null;
}

export interface TurnItem {
  type: "turn";
  number: number;
  startNs: bigint;
  durationNs: number;
  /** How long nothing had happened before it; null for the first turn, or if that is short. */
  idleNs: number | null;
  isError: boolean;
  inputTokens: Known<number>;
  outputTokens: Known<number>;
  costUsd: Known<number>;
  /** Whether a model was called in it. */
  hasReplies: boolean;
  /** Input tokens of its last model call. */
  contextTokens: Known<number>;
}

export interface MessageItem extends Step {
  type: "message" | "reply";
  role: string;
  text: Known<string>;
  reasoning: Known<string>;
  media: Medium[];
  /** Requests that no item below shows. */
  openRequests: ToolRequest[];
  /** How many tools it asked for in all. */
  requestCount: number;
  /** Number of earlier messages that the call sent again. */
  repeated: number;
}

export interface ToolRun extends Step {
  name: string;
  arguments: unknown;
  result: unknown;
}

/** A tool that ran, or was tried several times in a row. */
export interface ToolItem {
  type: "tool";
  depth: number;
  runs: ToolRun[];
}

export interface OperationItem extends Step {
  type: "agent" | "operation";
  name: string;
  arguments: unknown;
  result: unknown;
}

export type TranscriptItem = TurnItem | MessageItem | ToolItem | OperationItem;

/** Pauses are worth a word from here on, as they are squeezed in the timeline. */
const MIN_IDLE_NS = 30e9;

export function toTranscript(wire: WireTranscript): TranscriptItem[] {
  const items: TranscriptItem[] = [];
  let lastEndNs: bigint | null = null;
  wire.turns.forEach((turn, index) => {
    const startNs = BigInt(turn.start_time_unix_nano);
    const idleNs = lastEndNs === null ? 0 : Number(startNs - lastEndNs);
    const endNs = startNs + BigInt(Math.round(turn.duration_ns));
    if (startNs > 0n && endNs > (lastEndNs ?? 0n)) lastEndNs = endNs;
    items.push({
      type: "turn",
      number: index + 1,
      startNs,
      durationNs: turn.duration_ns,
      idleNs: idleNs >= MIN_IDLE_NS ? idleNs : null,
      isError: turn.is_error,
      inputTokens: turn.input_tokens,
      outputTokens: turn.output_tokens,
      costUsd: turn.cost_usd,
      hasReplies: turn.steps.some(({ type }) => type === "reply"),
      contextTokens: turn.context_tokens,
    });
    for (const step of turn.steps) addStep(items, step);
  });
  items.forEach((item, index) => {
    if ("openRequests" in item) item.openRequests = openRequests(item, items, index + 1);
  });
  return items;
}

/** Return the requests without a run of their tool before the next reply at the same level. */
function openRequests(
  message: MessageItem,
  items: readonly TranscriptItem[],
  after: number,
): ToolRequest[] {
  const open = [...message.openRequests];
  for (let index = after; index < items.length && open.length > 0; index++) {
    const item = items[index] as TranscriptItem;
    if (item.type === "turn" || (item.type === "reply" && item.depth <= message.depth)) break;
    if (item.type !== "tool") continue;
    const answered = open.findIndex(({ name }) => name === item.runs[0]?.name);
    if (answered >= 0) open.splice(answered, 1);
  }
  return open;
}

function addStep(items: TranscriptItem[], wire: WireStep): void {
  const step: Step = {
    startNs: BigInt(wire.start_time_unix_nano),
    agent: wire.agent,
    depth: wire.depth,
    call: callOf(wire),
  };
  const named = {
    ...step,
    name: wire.name ?? "",
    arguments: wire.arguments ?? null,
    result: wire.result ?? null,
  };
  if (wire.type === "tool") {
    addRun(items, named);
  } else if (wire.type === "message" || wire.type === "reply") {
    items.push({
      ...step,
      type: wire.type,
      role: wire.role ?? "message",
      text: wire.text,
      reasoning: wire.reasoning,
      media: wire.media,
      requestCount: wire.tool_calls.length,
      openRequests: wire.tool_calls.map(({ name, arguments: given }) => ({
        name: name ?? "a tool",
        arguments: given ?? null,
      })),
      repeated: wire.repeated_messages,
    });
  } else {
    items.push({ ...named, type: wire.type });
  }
}

/** Add a run; after a failed run of the same tool it counts as another try. */
function addRun(items: TranscriptItem[], run: ToolRun): void {
  const before = items.at(-1);
  const tried = before?.type === "tool" ? before.runs.at(-1) : undefined;
  if (before?.type === "tool" && tried?.call?.isError && isSameTool(tried, run)) {
    before.runs.push(run);
  } else {
    items.push({ type: "tool", depth: run.depth, runs: [run] });
  }
}

function isSameTool(a: ToolRun, b: ToolRun): boolean {
  return a.name === b.name && a.depth === b.depth && a.agent === b.agent;
}

function callOf({ operation }: WireStep): Call | null {
  return operation
    ? {
        traceId: operation.trace_id,
        spanIds: operation.span_ids,
        durationNs: operation.duration_ns,
        isError: operation.is_error,
        model: operation.response_model ?? operation.request_model,
        inputTokens: operation.input_tokens,
        outputTokens: operation.output_tokens,
        cachedTokens: operation.cached_tokens,
        costUsd: operation.cost_usd,
        finishClass: operation.finish_class,
      }
    : null;
}

const ROLES: Record<string, string> = {
  user: "User",
  assistant: "Assistant",
  system: "System",
  developer: "Developer",
  tool: "Tool",
};

/** Return a role's name for a heading. */
export function roleName(role: string): string {
  return Object.hasOwn(ROLES, role) ? (ROLES[role] as string) : role;
}

const MAX_SIGNATURE = 100;
const MAX_RESULT = 80;
/** A text this many times longer than what is shown of it is not read to its end. */
const MANY = 20;

/** Format a call as one line of code: `search(query="tea", limit=3)`. */
export function signatureOf(name: string, given: unknown): string {
  if (given === null || given === undefined) return `${name}()`;
  const inside =
    typeof given === "object" && !Array.isArray(given)
      ? Object.entries(given)
          .map(([key, value]) => `${key}=${startOfJson(value, MAX_SIGNATURE)}`)
          .join(", ")
      : startOfJson(given, MAX_SIGNATURE);
  return `${name}(${shortened(inside, MAX_SIGNATURE)})`;
}

/** Return a value as JSON, of a large one only the start: its lines are drawn on every scroll. */
function startOfJson(value: unknown, length: number): string {
  if (fits(value, MANY * length)) return JSON.stringify(value);
  if (typeof value === "string") return JSON.stringify(value.slice(0, length));
  return Array.isArray(value) ? "[…]" : "{…}";
}

/** Return a result in a few words; null where it is unknown. */
export function resultInShort(result: unknown): string | null {
  if (result === null || result === undefined) return null;
  if (Array.isArray(result)) return formatAmount(result.length, "item");
  if (typeof result === "string") {
    const start = result
      .slice(0, MANY * MAX_RESULT)
      .trim()
      .replace(/\s+/g, " ");
    return shortened(result.length > MANY * MAX_RESULT ? `${start}…` : start, MAX_RESULT);
  }
  if (!fits(result, MANY * MAX_RESULT)) return formatAmount(Object.keys(result).length, "field");
  return shortened(JSON.stringify(result), MAX_RESULT);
}

export function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
