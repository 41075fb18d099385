import { copyOf } from "../../model/attributes";
import { formatAligned } from "../../model/time";
import {
  failedSpans,
  resultInShort,
  shortened,
  signatureOf,
  type ToolItem,
  type ToolRun,
} from "../../model/transcript";
import { CopyButton } from "../../ui/CopyButton";
import { ErrorIcon } from "../../ui/icons";
import { TextButton } from "../../ui/TextButton";
import { Value } from "../../ui/Value";
import { useFailure } from "../useFailure";
import type { ItemProps } from "./Item";
import styles from "./Line.module.css";

const MOST_OF_FAILURE = 160;

/** A tool call as one line of code and its result; expanded, both in full, side by side. */
export function ToolLine({ item, sessionId, isOpen, onToggle, onInspect }: ItemProps<ToolItem>) {
  const last = item.runs.at(-1) as ToolRun;
  const result = resultInShort(last.result);
  const failure = useFailure(sessionId, result === null ? failedSpans(last.call) : []);
  const failed = item.runs.filter(({ call }) => call?.isError).length;
  return (
    <div className={styles.block} data-kind="tool">
      <button type="button" className={styles.line} aria-expanded={isOpen} onClick={onToggle}>
        <span className={styles.icon} />
        <code className={styles.signature}>{signatureOf(last.name, last.arguments)}</code>
        {result ? <span className={styles.result}>→ {result}</span> : null}
        {failure ? (
          <span className={styles.why} title={failure}>
            → {shortened(failure, MOST_OF_FAILURE)}
          </span>
        ) : null}
        {failed > 0 ? (
          <span className={styles.failed}>
            <ErrorIcon size={13} />
            {item.runs.length > 1
              ? `× ${item.runs.length}, ${last.call?.isError ? "last" : failed} failed`
              : "failed"}
          </span>
        ) : null}
        {last.call ? (
          <span className={styles.time}>{formatAligned(last.call.durationNs)}</span>
        ) : null}
      </button>
      {isOpen
        ? item.runs.map((run, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: runs are only ever appended.
            <div key={index} className={styles.sides}>
              <Side title="Arguments" value={run.arguments} />
              <Outcome run={run} sessionId={sessionId} />
              {run.call ? (
                <TextButton
                  className={styles.inspect}
                  onClick={() => run.call && onInspect(run.call)}
                >
                  Inspect the span
                </TextButton>
              ) : null}
            </div>
          ))
        : null}
    </div>
  );
}

/** The result; without one, why the call failed. */
function Outcome({ run, sessionId }: { run: ToolRun; sessionId: string }) {
  const failure = useFailure(sessionId, run.result === null ? failedSpans(run.call) : []);
  if (failure) return <Side title="Error" value={failure} />;
  return <Side title={run.call?.isError ? "Result, failed" : "Result"} value={run.result} />;
}

function Side({ title, value }: { title: string; value: unknown }) {
  return (
    <div className={styles.side}>
      <header>
        <h5>{title}</h5>
        {value === null ? null : (
          <CopyButton what={title.toLowerCase()} text={() => copyOf(value)} />
        )}
      </header>
      <Value value={value} label={title} />
    </div>
  );
}
