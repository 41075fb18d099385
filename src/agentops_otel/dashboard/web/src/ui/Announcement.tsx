import styles from "./Announcement.module.css";
import { announcement } from "./announce";
import { useObservable } from "./observable";

/** Shows what was just done at the foot of the page, for a moment. */
export function Announcement() {
  const text = useObservable(announcement);
  return (
    <div className={styles.foot} role="status" aria-label="What was done">
      {text ? <p>{text}</p> : null}
    </div>
  );
}
