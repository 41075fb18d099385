import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { exchangeQuery } from "../../api/sessionQueries";
import { copyOf } from "../../model/attributes";
import type { ExchangeMessage } from "../../model/exchange";
import { formatAmount } from "../../model/numbers";
import type { Span } from "../../model/span";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { Notice } from "../../ui/Notice";
import { Value } from "../../ui/Value";
import { CallMessageView } from "./CallMessageView";
import styles from "./CallTab.module.css";
import { EmbeddedImages } from "./EmbeddedImages";

/** Number of messages of a long conversation that are shown until the rest is requested. */
const SHOWN_MESSAGES = 30;

interface CallTabProps {
  sessionId: string;
  span: Span;
}

/** The conversation of the call that the span stands for, in reading order. */
export function CallTab({ sessionId, span }: CallTabProps) {
  const query = useQuery(exchangeQuery(sessionId, span.spanId, span.traceId));
  if (query.error) {
    return (
      <Notice title="The conversation could not be loaded">
        <p>{query.error.message}</p>
        <Button onPress={() => query.refetch()}>Try again</Button>
      </Notice>
    );
  }
  if (query.data === undefined) return <p className={styles.none}>Loading the conversation…</p>;
  const exchange = query.data;
  const isTold =
    exchange &&
    (exchange.input.length > 0 ||
      exchange.output.length > 0 ||
      exchange.arguments !== null ||
      exchange.result !== null);
  if (!isTold) {
    return <p className={styles.none}>The telemetry does not carry the conversation.</p>;
  }
  const isModel = span.kind === "llm";
  return (
    <div className={styles.call}>
      {isModel ? null : (
        <>
          <Part title="Arguments" value={exchange.arguments} />
          {exchange.result === null && span.status === "error" ? null : (
            <Part title="Result" value={exchange.result} />
          )}
        </>
      )}
      <Messages title="Input" messages={exchange.input} />
      <Messages title="Output" messages={exchange.output} />
      {[...exchange.input, ...exchange.output].some(({ media }) => media.includes("image")) ? (
        <EmbeddedImages span={span} />
      ) : null}
      {isModel && exchange.output.length === 0 ? (
        <p className={styles.none}>The telemetry does not carry the answer.</p>
      ) : null}
    </div>
  );
}

function Part({ title, value }: { title: string; value: unknown }) {
  return (
    <section>
      <h3>{title}</h3>
      <div className={styles.value}>
        {value === null ? null : (
          <div className={styles.copy}>
            <CopyButton what={title.toLowerCase()} text={() => copyOf(value)} />
          </div>
        )}
        <Value value={value} label={title} />
      </div>
    </section>
  );
}

function Messages({ title, messages }: { title: string; messages: ExchangeMessage[] }) {
  const [isWhole, setIsWhole] = useState(false);
  if (messages.length === 0) return null;
  const hidden = isWhole ? 0 : Math.max(0, messages.length - SHOWN_MESSAGES);
  return (
    <section>
      <h3>{title}</h3>
      {hidden > 0 ? (
        <Button onPress={() => setIsWhole(true)}>
          Show {formatAmount(hidden, "earlier message")}
        </Button>
      ) : null}
      <ol className={styles.messages}>
        {messages.slice(hidden).map((message, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages have no id, and keep their order.
          <li key={index + hidden}>
            <CallMessageView message={message} />
          </li>
        ))}
      </ol>
    </section>
  );
}
