import { structureOf } from "../../model/attributes";
import type { ExchangeMessage } from "../../model/exchange";
import { sentenceOfMedia } from "../../model/media";
import { roleName } from "../../model/transcript";
import { CopyButton } from "../../ui/CopyButton";
import { LongText } from "../../ui/LongText";
import { Markdown } from "../../ui/Markdown";
import { Value } from "../../ui/Value";
import styles from "./CallMessageView.module.css";

/** A longer message is truncated until expanded. */
const MAX_CHARS = 4_000;

/** One message of a call: its role and its content. */
export function CallMessageView({ message }: { message: ExchangeMessage }) {
  const { role, text, reasoning, media, requests, answers } = message;
  const name = roleName(role);
  return (
    <article className={styles.message} data-role={role}>
      <header className={styles.head}>
        <h4>{name}</h4>
        {answers ? <span>result of {answers}</span> : null}
        {text ? <CopyButton what={`${name} message`} text={text} /> : null}
      </header>
      {reasoning ? (
        <details>
          <summary>Reasoning</summary>
          <LongText text={reasoning} label="Reasoning" />
        </details>
      ) : null}
      {text ? <Said text={text} label={`${name} message`} /> : null}
      {media.length > 0 ? <p className={styles.none}>{sentenceOfMedia(media)}</p> : null}
      {requests.map((request, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: requests keep their order.
        <div key={index} className={styles.request}>
          <p>
            asks for <code>{request.name}</code>
          </p>
          <Value value={request.arguments} label={`Arguments of ${request.name}`} />
        </div>
      ))}
      {!text && !reasoning && media.length === 0 && requests.length === 0 ? (
        <p className={styles.none}>The telemetry does not carry the text.</p>
      ) : null}
    </article>
  );
}

function Said({ text, label }: { text: string; label: string }) {
  if (structureOf(text)) return <Value value={text} label={label} />;
  if (text.length > MAX_CHARS) return <LongText text={text} label={label} />;
  return <Markdown text={text} label={label} />;
}
