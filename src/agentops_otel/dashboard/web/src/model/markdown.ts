/** A session as Markdown, to paste into an issue, a chat or a model's prompt. */

import { sentenceOfMedia } from "./media";
import { formatCost, formatCount } from "./numbers";
import type { Session } from "./session";
import { formatDuration, formatExact, wholeSecondsSince } from "./time";
import { type Call, resultInShort, signatureOf, type TranscriptItem } from "./transcript";

/** Why calls failed, where known. */
type Reasons = ReadonlyMap<Call, string>;

const NONE: Reasons = new Map();

export function toMarkdown(
  session: Session,
  items: readonly TranscriptItem[],
  reasons: Reasons = NONE,
): string {
  const texts = items.map((item) => itemText(item, reasons));
  return [head(session), ...texts].filter(Boolean).join("\n\n").concat("\n");
}

/** Return the calls that failed, in order. */
export function failedCalls(items: readonly TranscriptItem[]): Call[] {
  return items
    .flatMap((item) => {
      if (item.type === "turn") return [];
      return item.type === "tool" ? item.runs.map(({ call }) => call) : [item.call];
    })
    .filter((call) => call !== null)
    .filter(({ isError }) => isError);
}

function head(session: Session): string {
  const facts = [
    `State: ${session.state}${session.reason ? ` (${session.reason})` : ""}`,
    `Started: ${formatExact(session.startNs)}, ${lengthOf(session)}`,
    session.tags.length > 0 ? `Tags: ${session.tags.join(", ")}` : "",
    session.models.length > 0 ? `Models: ${session.models.join(", ")}` : "",
    session.inputTokens === null && session.outputTokens === null
      ? ""
      : `Tokens: ${known(session.inputTokens)} in, ${known(session.outputTokens)} out`,
    session.costUsd === null ? "" : `Cost: ${formatCost(session.costUsd)}`,
    `Session: ${session.id}`,
  ];
  const lines = facts.filter(Boolean).map((fact) => `- ${fact}`);
  return `# ${session.name}\n\n${lines.join("\n")}`;
}

function lengthOf(session: Session): string {
  if (session.state === "running") {
    return `running for ${formatDuration(wholeSecondsSince(session.startNs))}`;
  }
  const length = formatDuration(session.durationNs);
  return session.state === "lost" ? `lost after ${length}` : `took ${length}`;
}

function known(count: number | null): string {
  return count === null ? "unknown" : formatCount(count);
}

function itemText(item: TranscriptItem, reasons: Reasons): string {
  const outcome = (call: Call | null, why = call && reasons.get(call)) =>
    call?.isError ? (why ? `failed: ${why.trim().replace(/\s+/g, " ")}` : "failed") : "";
  switch (item.type) {
    case "turn":
      return `## Turn ${item.number}`;
    case "message":
    case "reply": {
      const model = item.call?.model ? ` (${item.call.model})` : "";
      const requests = item.openRequests.map(
        (request) => `- asks for ${code(signatureOf(request.name, request.arguments))}`,
      );
      const media = item.media.length > 0 ? `*${sentenceOfMedia(item.media)}*` : "";
      const failure = item.type === "reply" ? outcome(item.call) : "";
      const said = [item.text ?? "", media, requests.join("\n"), failure && `*${failure}*`].filter(
        Boolean,
      );
      if (said.length === 0) return "";
      return [`**${item.role}**${model}:`, ...said].join("\n\n");
    }
    case "tool":
      return item.runs
        .map((run) => {
          const result = resultInShort(run.result);
          const facts = run.call ? [formatDuration(run.call.durationNs), outcome(run.call)] : [];
          const time = run.call ? ` (${facts.filter(Boolean).join(", ")})` : "";
          const arrow = result === null ? "" : ` → ${code(result)}`;
          return `- ${code(signatureOf(run.name, run.arguments))}${arrow}${time}`;
        })
        .join("\n");
    default: {
      const failure = outcome(item.call);
      return `- ${item.type} ${code(item.name)}${failure ? ` (${failure})` : ""}`;
    }
  }
}

/** Format text as code, fenced by as many backticks as it needs. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
}
