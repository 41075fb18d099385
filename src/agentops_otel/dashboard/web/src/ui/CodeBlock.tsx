import styles from "./CodeBlock.module.css";
import { CopyButton } from "./CopyButton";

/** Code with a button to copy it. */
export function CodeBlock({ code, what }: { code: string; what: string }) {
  return (
    <div className={styles.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus. */}
      <pre className={styles.code} tabIndex={0}>
        <code>{code}</code>
      </pre>
      <div className={styles.copy}>
        <CopyButton what={what} text={code} />
      </div>
    </div>
  );
}
