import { useServerIsThere } from "../api/client";
import { isPaused, togglePause } from "../api/live";
import { QuietToggle } from "../ui/Button";
import { PauseIcon } from "../ui/icons";
import { useObservable } from "../ui/observable";
import styles from "./LiveButton.module.css";

/** Whether views follow what arrives, or hold still. */
export function LiveButton() {
  const isStill = useObservable(isPaused);
  const isAway = !useServerIsThere();
  return (
    <QuietToggle aria-label="Live updates" isSelected={!isStill} onChange={togglePause}>
      {isStill ? <PauseIcon /> : <i className={styles.dot} data-away={isAway || undefined} />}
      <span className="hidden-if-narrow">{isStill ? "Paused" : "Live"}</span>
    </QuietToggle>
  );
}
