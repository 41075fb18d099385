import { formatCompact, formatCost } from "../../model/numbers";
import { formatDuration } from "../../model/time";
import type { TurnItem } from "../../model/transcript";
import { ErrorIcon } from "../../ui/icons";
import { Maybe } from "../../ui/Unknown";
import styles from "./TurnHead.module.css";

/** The time, context, tokens and cost of a turn, in a line above it. */
export function TurnHead({ turn }: { turn: TurnItem }) {
  return (
    <div className={styles.head}>
      <h3>Turn {turn.number}</h3>
      {turn.isError ? (
        <span className={styles.error}>
          <ErrorIcon size={13} />
          with errors
        </span>
      ) : null}
      <dl>
        <div>
          <dt>Time</dt>
          <dd>{formatDuration(turn.durationNs)}</dd>
        </div>
        {turn.hasReplies ? <Usage turn={turn} /> : null}
      </dl>
    </div>
  );
}

function Usage({ turn }: { turn: TurnItem }) {
  return (
    <>
      <div>
        <dt>Context</dt>
        <dd>
          <Maybe value={turn.contextTokens} format={formatCompact} />
        </dd>
      </div>
      <div>
        <dt>Tokens</dt>
        <dd>
          <Maybe value={turn.inputTokens} format={formatCompact} /> →{" "}
          <Maybe value={turn.outputTokens} format={formatCompact} />
        </dd>
      </div>
      <div>
        <dt>Cost</dt>
        <dd>
          <Maybe value={turn.costUsd} format={formatCost} />
        </dd>
      </div>
    </>
  );
}
