/** A session as Markdown, to paste into an issue, a chat or a model's prompt. */

import { sentenceOfMedia } from "./media";
import { formatCost, formatCount } from "./numbers";
import type { Session } from "./session";
import { formatDuration, formatExact, wholeSecondsSince } from "./time";
import { resultInShort, signatureOf, type TranscriptItem } from "./transcript";

export function toMarkdown(session: Session, items: readonly TranscriptItem[]): string {
  return [head(session), ...items.map(itemText)].filter(Boolean).join("\n\n").concat("\n");
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

function itemText(item: TranscriptItem): string {
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
      const said = [item.text ?? "", media, requests.join("\n")].filter(Boolean);
      if (said.length === 0) return "";
      return [`**${item.role}**${model}:`, ...said].join("\n\n");
    }
    case "tool":
      return item.runs
        .map((run) => {
          const result = resultInShort(run.result);
          const failed = run.call?.isError ? ", failed" : "";
          const time = run.call ? ` (${formatDuration(run.call.durationNs)}${failed})` : "";
          const arrow = result === null ? "" : ` → ${code(result)}`;
          return `- ${code(signatureOf(run.name, run.arguments))}${arrow}${time}`;
        })
        .join("\n");
    default:
      return `- ${item.type} ${code(item.name)}${item.call?.isError ? " (failed)" : ""}`;
  }
}

/** Text as code, in as many backticks as it takes. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
}
