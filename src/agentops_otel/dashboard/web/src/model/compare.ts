/** Two sessions side by side: what both did, what only one did, and how their costs differ. */

import type { WireComparison, WireOperation } from "../api/wire";
import { textOf } from "./attributes";
import {
  formatAmount,
  formatCompact,
  formatCost,
  formatCount,
  formatFineCost,
  type Known,
} from "./numbers";
import { type Session, toSession, totalTokens } from "./session";
import { formatAligned } from "./time";

/** An operation of one session, with its duration, tokens and cost. */
export interface Side {
  traceId: string;
  spanId: string;
  durationNs: number;
  isError: boolean;
  tokens: Known<number>;
  costUsd: Known<number>;
  /** Input and output, as text to compare. */
  texts: Record<TextName, string>;
}

const EITHER = new Intl.ListFormat("en-GB", { type: "disjunction" });

export const TEXTS = ["question", "arguments", "answer", "result"] as const;
export type TextName = (typeof TEXTS)[number];

export interface Pair {
  kind: string;
  name: string;
  a: Side | null;
  b: Side | null;
}

export interface Comparison {
  a: Session;
  b: Session;
  pairs: Pair[];
  /** Index of the first pair that differs. */
  firstDivergence: number | null;
  isCapped: boolean;
}

export function toComparison(wire: WireComparison): Comparison {
  return {
    a: toSession(wire.a),
    b: toSession(wire.b),
    pairs: wire.pairs.map(({ a, b }) => {
      const either = a ?? b;
      return {
        kind: either?.kind ?? "span",
        name: either?.name ?? "",
        a: a && toSide(a),
        b: b && toSide(b),
      };
    }),
    firstDivergence: wire.first_divergence,
    isCapped: wire.is_capped,
  };
}

function toSide(wire: WireOperation): Side {
  return {
    traceId: wire.trace_id,
    spanId: wire.span_ids[0] ?? "",
    durationNs: wire.duration_ns,
    isError: wire.is_error,
    tokens: totalTokens({ inputTokens: wire.input_tokens, outputTokens: wire.output_tokens }),
    costUsd: wire.cost_usd,
    texts: {
      question: wire.last_user_text ?? "",
      arguments: asText(wire.arguments),
      answer: wire.assistant_text ?? "",
      result: asText(wire.result),
    },
  };
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value, null, 2) : textOf(value);
}

/** Format B minus A with a sign: "+1.2 s", "−300"; null where one side is unknown. */
export function formatDelta(
  a: Known<number> | undefined,
  b: Known<number> | undefined,
  format: (value: number) => string,
): string | null {
  if (a === null || a === undefined || b === null || b === undefined) return null;
  const delta = b - a;
  if (delta === 0) return "±0";
  return `${delta > 0 ? "+" : "−"}${format(Math.abs(delta))}`;
}

/** Return the names of the texts that differ between the sides or exist on only one. */
export function differingTexts({ a, b }: Pair): TextName[] {
  return TEXTS.filter((name) => (a?.texts[name] ?? "") !== (b?.texts[name] ?? ""));
}

/** Of sessions that did the same: how much they did, and where the texts of it differ. */
export function agreement(pairs: readonly Pair[]): string {
  const differing = pairs.map(differingTexts).filter((names) => names.length > 0);
  const same = `Both did the same ${formatAmount(pairs.length, "operation")}`;
  if (differing.length === 0) return `${same}.`;
  const names = TEXTS.filter((name) => differing.some((each) => each.includes(name)));
  const differ = differing.length === 1 ? "differs in its" : "differ in their";
  return `${same}; ${formatCount(differing.length)} of them ${differ} ${EITHER.format(names)}.`;
}

export const FORMATS = { time: formatAligned, tokens: formatCompact, cost: formatCost };
/** A small difference has the digits that it needs: "+<$0.0001" would tell nothing. */
export const DELTA_FORMATS = { ...FORMATS, cost: formatFineCost };
