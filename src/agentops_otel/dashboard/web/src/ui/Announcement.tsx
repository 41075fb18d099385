import styles from "./Announcement.module.css";
import { announcement } from "./announce";
import { useObservable } from "./observable";

/** Shows for a moment, at the foot of the page, what was just done. */
export function Announcement() {
  const text = useObservable(announcement);
  return (
    <div className={styles.foot} role="status" aria-label="Latest action">
      {text ? <p>{text}</p> : null}
    </div>
  );
}
