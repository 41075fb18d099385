import { formatAligned } from "../../model/time";
import { type OperationItem, resultInShort } from "../../model/transcript";
import { ErrorIcon } from "../../ui/icons";
import type { ItemProps } from "./Item";
import styles from "./Line.module.css";

/** An agent that started, or any other operation: a name that leads to its span. */
export function OperationLine({ item, onInspect }: ItemProps<OperationItem>) {
  const { call } = item;
  const result = item.type === "operation" ? resultInShort(item.result) : null;
  return (
    <div className={styles.block} data-kind={item.type}>
      <button
        type="button"
        className={styles.line}
        disabled={!call}
        onClick={() => call && onInspect(call)}
      >
        <span className={styles.icon} />
        <strong>{item.name}</strong>
        {item.type === "agent" ? <span className={styles.result}>agent</span> : null}
        {result ? <span className={styles.result}>→ {result}</span> : null}
        {call?.isError ? (
          <span className={styles.failed}>
            <ErrorIcon size={13} />
            failed
          </span>
        ) : null}
        {call ? <span className={styles.time}>{formatAligned(call.durationNs)}</span> : null}
      </button>
    </div>
  );
}
