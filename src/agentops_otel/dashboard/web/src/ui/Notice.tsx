import type { ReactNode } from "react";
import { ErrorIcon } from "./icons";
import styles from "./Notice.module.css";

interface NoticeProps {
  title: string;
  children?: ReactNode;
  tone?: "error" | "warning";
}

/** A sentence about an error, shown where it happened. */
export function Notice({ title, children, tone = "error" }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone} role="alert">
      <ErrorIcon />
      <div className={styles.text}>
        <strong>{title}</strong>
        {children ? <div className={styles.more}>{children}</div> : null}
      </div>
    </div>
  );
}
