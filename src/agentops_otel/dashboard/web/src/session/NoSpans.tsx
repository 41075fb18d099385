import { isOpen, type Session } from "../model/session";
import styles from "./SessionView.module.css";

/** Shown in place of the spans of a session without any. */
export function NoSpans({ session }: { session: Session }) {
  return (
    <p className={styles.none}>
      {isOpen(session)
        ? "No span of this session has arrived yet. A span arrives when it ends."
        : "No span of this session has arrived, only log records."}
    </p>
  );
}
