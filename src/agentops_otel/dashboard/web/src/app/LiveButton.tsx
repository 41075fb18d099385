import { useServerIsThere } from "../api/client";
import { isPaused, togglePause } from "../api/live";
import { QuietToggle } from "../ui/Button";
import { PauseIcon } from "../ui/icons";
import { useObservable } from "../ui/observable";
import styles from "./LiveButton.module.css";

/** Toggles whether views follow new data or hold still. */
export function LiveButton() {
  const isStill = useObservable(isPaused);
  const isAway = !useServerIsThere();
  const state = isStill ? "Paused" : isAway ? "Offline" : "Live";
  return (
    <QuietToggle
      aria-label={state === "Live" ? "Live updates" : `Live updates: ${state.toLowerCase()}`}
      isSelected={!isStill}
      onChange={togglePause}
    >
      {isStill ? <PauseIcon /> : <i className={styles.dot} data-away={isAway || undefined} />}
      <span className="hidden-if-narrow">{state}</span>
    </QuietToggle>
  );
}
