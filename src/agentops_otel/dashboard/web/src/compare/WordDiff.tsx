import { diffWordsWithSpace } from "diff";
import { useMemo } from "react";
import { LongText } from "../ui/LongText";
import styles from "./WordDiff.module.css";

/** Diffing takes time with the product of both lengths; longer texts are shown side by side. */
const MAX_CHARS = 20_000;

/** Two texts as one: what only A has is struck out, what only B has is underlined. */
export function WordDiff({ a, b, label }: { a: string; b: string; label: string }) {
  const parts = useMemo(
    () => (a.length + b.length > MAX_CHARS ? null : diffWordsWithSpace(a, b)),
    [a, b],
  );
  if (!parts) {
    return (
      <div className={styles.sides}>
        <LongText text={a} label={`${label} of A`} />
        <LongText text={b} label={`${label} of B`} />
      </div>
    );
  }
  return (
    <p className={styles.text}>
      {parts.map((part, index) => {
        const Tag = part.added ? "ins" : part.removed ? "del" : "span";
        // biome-ignore lint/suspicious/noArrayIndexKey: parts are a text in order.
        return <Tag key={index}>{part.value}</Tag>;
      })}
    </p>
  );
}
