import type { SessionState } from "../model/session";
import {
  CancelledIcon,
  ErrorIcon,
  LostIcon,
  RunningIcon,
  SuccessIcon,
  UnfinishedIcon,
} from "./icons";
import styles from "./StateBadge.module.css";

const ICONS = {
  success: SuccessIcon,
  error: ErrorIcon,
  cancelled: CancelledIcon,
  unfinished: UnfinishedIcon,
  running: RunningIcon,
  lost: LostIcon,
} satisfies Record<SessionState, unknown>;

const MEANINGS: Record<SessionState, string> = {
  success: "Ended as it should",
  error: "Ended with an error",
  cancelled: "Was cancelled",
  unfinished: "Its program ended before it did",
  running: "Is open, and was heard of within the last 45 seconds",
  lost: "Is open, but has not been heard of for 45 seconds",
};

/** A session's state as icon and word, so that colour is never the only sign. */
export function StateBadge({ state }: { state: SessionState }) {
  const Icon = ICONS[state];
  return (
    <span className={styles.badge} data-state={state} title={MEANINGS[state]}>
      <Icon />
      {state}
    </span>
  );
}
