import { type Attribute, structureOf, textOf } from "../model/attributes";
import { CopyButton } from "../ui/CopyButton";
import { JsonView } from "../ui/JsonView";
import { LongText } from "../ui/LongText";
import styles from "./AttributeList.module.css";

/** Text longer than this stands below its key instead of beside it. */
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
  const structure = isBelow ? structureOf(value) : null;
  return (
    <div className={styles.row} data-below={isBelow || undefined}>
      <dt>{name}</dt>
      <dd data-type={typeof value}>
        {structure ? (
          <JsonView value={structure} label={name} />
        ) : (
          <LongText text={text} label={name} />
        )}
      </dd>
      <dd className={styles.copy}>
        <CopyButton what={name} text={text} />
      </dd>
    </div>
  );
}
