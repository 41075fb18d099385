import { type Attribute, textOf } from "../../model/attributes";
import { CopyButton } from "../../ui/CopyButton";
import { Value } from "../../ui/Value";
import styles from "./AttributeList.module.css";

/** A value longer than this stands below its key instead of beside it. */
const BESIDE_CHARS = 60;

export function AttributeList({ attributes }: { attributes: Attribute[] }) {
  return (
    <dl className={styles.list}>
      {attributes.map(({ key, value }) => (
        <Row key={key} name={key} value={value} />
      ))}
    </dl>
  );
}

function Row({ name, value }: { name: string; value: unknown }) {
  const text = textOf(value);
  const isBelow = text.length > BESIDE_CHARS || text.includes("\n");
  return (
    <div className={styles.row} data-below={isBelow || undefined}>
      <dt>{name}</dt>
      <dd data-type={typeof value}>{isBelow ? <Value value={value} label={name} /> : text}</dd>
      <dd className={styles.copy}>
        <CopyButton what={name} text={text} />
      </dd>
    </div>
  );
}
