import { structureOf } from "../../model/attributes";
import { sentenceOfMedia } from "../../model/media";
import { formatAmount, formatCompact, formatCost } from "../../model/numbers";
import { formatDuration } from "../../model/time";
import {
  type Call,
  failedSpans,
  type MessageItem,
  roleName,
  signatureOf,
} from "../../model/transcript";
import { ErrorIcon } from "../../ui/icons";
import { LongText } from "../../ui/LongText";
import { Markdown } from "../../ui/Markdown";
import { TextButton } from "../../ui/TextButton";
import { Value } from "../../ui/Value";
import { useFailure } from "../useFailure";
import type { ItemProps } from "./Item";
import styles from "./Message.module.css";

/** A prompt that every session repeats is folded; everything else is shown. */
const FOLDED_ROLES = new Set(["system", "developer"]);

const ENDINGS: Record<string, string> = {
  length: "cut at the token limit",
  content_filter: "stopped by a content filter",
  error: "ended with an error",
};

/** A message: from the user, from the system, or a model's reply. */
export function Message(props: ItemProps<MessageItem>) {
  const { item, sessionId, isOpen, onToggle, onInspect } = props;
  const text = item.text ?? "";
  const canFold = FOLDED_ROLES.has(item.role) && text !== "";
  const isSilent = !text && item.requestCount === 0 && !item.reasoning && item.media.length === 0;
  const failure = useFailure(sessionId, isSilent ? failedSpans(item.call) : []);
  return (
    <article className={styles.message} data-role={item.role}>
      <header className={styles.head}>
        <h4>{roleName(item.role)}</h4>
        {item.agent ? <span className={styles.agent}>{item.agent}</span> : null}
        {canFold ? (
          <TextButton aria-expanded={isOpen} onClick={onToggle}>
            {isOpen ? "Fold" : `Show ${formatAmount(text.length, "character")}`}
          </TextButton>
        ) : null}
        {item.repeated > 0 ? (
          <span className={styles.muted}>
            after {formatAmount(item.repeated, "earlier message")}
          </span>
        ) : null}
        {item.call ? <CallFigures call={item.call} onInspect={onInspect} /> : null}
      </header>
      {item.reasoning ? (
        <details className={styles.reasoning}>
          <summary>Reasoning</summary>
          <Markdown text={item.reasoning} label="Reasoning" />
        </details>
      ) : null}
      {text && (isOpen || !canFold) ? (
        <div className={styles.text}>
          <Said text={text} label={`${roleName(item.role)} message`} />
        </div>
      ) : null}
      {item.media.length > 0 ? <p className={styles.muted}>{sentenceOfMedia(item.media)}</p> : null}
      <Requests item={item} />
      {isSilent && !failure ? (
        <p className={styles.muted}>The telemetry does not carry the text.</p>
      ) : null}
      {failure ? (
        <div className={styles.failure}>
          <LongText text={failure} label="Error" />
        </div>
      ) : null}
    </article>
  );
}

/** A longer answer in JSON is shown as text, so that it is not parsed again on every scroll. */
const MAX_STRUCTURE_CHARS = 20_000;

function Said({ text, label }: { text: string; label: string }) {
  const isStructure = text.length <= MAX_STRUCTURE_CHARS && structureOf(text) !== null;
  return isStructure ? (
    <Value value={text} label={label} />
  ) : (
    <Markdown text={text} label={label} />
  );
}

/** The requests of a reply that no run below it shows. */
function Requests({ item }: { item: MessageItem }) {
  if (item.openRequests.length === 0) return null;
  return (
    <p className={styles.requests}>
      asks for{" "}
      {item.openRequests.map((request, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: requests have no reliable id of their own.
        <code key={index}>{signatureOf(request.name, request.arguments)}</code>
      ))}
    </p>
  );
}

function CallFigures({ call, onInspect }: { call: Call; onInspect: (call: Call) => void }) {
  const figures = [
    call.inputTokens === null ? null : `${formatCompact(call.inputTokens)} in`,
    call.outputTokens === null ? null : `${formatCompact(call.outputTokens)} out`,
    call.costUsd === null ? null : formatCost(call.costUsd),
    formatDuration(call.durationNs),
  ].filter(Boolean);
  const ending = call.finishClass ? ENDINGS[call.finishClass] : undefined;
  return (
    <>
      {ending || call.isError ? (
        <span className={styles.ending}>
          <ErrorIcon size={13} />
          {ending ?? "failed"}
        </span>
      ) : null}
      <span className={styles.figures}>{figures.join(" · ")}</span>
      <TextButton onClick={() => onInspect(call)}>
        {call.model ?? "Inspect"}
        <span className="visually-hidden">, inspect the call</span>
      </TextButton>
    </>
  );
}
