import { ToggleButton } from "react-aria-components";
import { useServerIsThere } from "../api/client";
import { isPaused, togglePause } from "../api/live";
import { PauseIcon } from "../ui/icons";
import styles from "../ui/Menu.module.css";
import { useObservable } from "../ui/observable";

/** Whether views follow what arrives, or hold still. */
export function LiveButton() {
  const isStill = useObservable(isPaused);
  const isAway = !useServerIsThere();
  return (
    <ToggleButton
      className={styles.button ?? ""}
      aria-label="Live updates"
      isSelected={!isStill}
      onChange={togglePause}
    >
      {isStill ? <PauseIcon /> : <i className={styles.dot} data-away={isAway || undefined} />}
      <span className="hidden-if-narrow">{isStill ? "Paused" : "Live"}</span>
    </ToggleButton>
  );
}
