import { formatCompact, formatCost } from "../../model/numbers";
import { formatDuration, formatExact, formatMoment } from "../../model/time";
import type { TurnItem } from "../../model/transcript";
import { usePreference } from "../../page/preferences";
import { ErrorIcon } from "../../ui/icons";
import { TokensInOut } from "../../ui/TokensInOut";
import { Maybe } from "../../ui/Unknown";
import styles from "./TurnHead.module.css";

/** The time, context, tokens and cost of a turn, in a line above it. */
export function TurnHead({ turn }: { turn: TurnItem }) {
  return (
    <div className={styles.head}>
      <h3>Turn {turn.number}</h3>
      <Began turn={turn} />
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

function Began({ turn: { startNs, idleNs } }: { turn: TurnItem }) {
  const zone = usePreference("zone");
  if (startNs <= 0n) return null;
  return (
    <span className={styles.began}>
      <time dateTime={formatExact(startNs)} title={formatExact(startNs)}>
        {formatMoment(startNs, zone)}
      </time>
      {idleNs === null ? null : `, after ${formatDuration(idleNs)} idle`}
    </span>
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
          <TokensInOut usage={turn} />
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
