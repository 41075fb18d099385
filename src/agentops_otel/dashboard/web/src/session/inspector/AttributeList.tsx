import { Link } from "@tanstack/react-router";
import { type Attribute, textOf } from "../../model/attributes";
import { attributeTerm } from "../../model/filter";
import { CopyButton } from "../../ui/CopyButton";
import { FilterIcon } from "../../ui/icons";
import { Value } from "../../ui/Value";
import styles from "./AttributeList.module.css";

/** A longer value is placed below its key instead of beside it. */
const BESIDE_CHARS = 60;

interface AttributeListProps {
  attributes: Attribute[];
  /** Whether sessions can be filtered by these: only by a span's own attributes. */
  canFilter?: boolean;
}

export function AttributeList({ attributes, canFilter = false }: AttributeListProps) {
  return (
    <dl>
      {attributes.map((attribute) => (
        <AttributeRow key={attribute.key} attribute={attribute} canFilter={canFilter} />
      ))}
    </dl>
  );
}

interface AttributeRowProps {
  attribute: Attribute;
  canFilter: boolean;
}

function AttributeRow({ attribute: { key, value }, canFilter }: AttributeRowProps) {
  const text = textOf(value);
  const isBelow = text.length > BESIDE_CHARS || text.includes("\n");
  return (
    <div className={styles.row} data-below={isBelow || undefined}>
      <dt>{key}</dt>
      <dd data-type={typeof value}>{isBelow ? <Value value={value} label={key} /> : text}</dd>
      <dd className={styles.actions}>
        {canFilter && !isBelow && typeof value !== "object" ? (
          <Link
            to="/sessions"
            search={{ q: attributeTerm(key, text) }}
            aria-label={`Filter sessions by ${key}`}
            title={`Filter sessions by ${key}`}
            preload={false}
          >
            <FilterIcon />
          </Link>
        ) : null}
        <CopyButton what={key} text={text} />
      </dd>
    </div>
  );
}
