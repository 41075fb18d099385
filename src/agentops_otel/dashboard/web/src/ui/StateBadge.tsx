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
  success: "Ended without an error",
  error: "Ended with an error",
  cancelled: "Was cancelled",
  unfinished: "Was not finished when its program ended",
  running: "Is open; something arrived within the last 45 seconds",
  lost: "Is open, but nothing has arrived for 45 seconds",
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
