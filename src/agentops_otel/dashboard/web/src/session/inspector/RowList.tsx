import type { ReactNode } from "react";
import type { SpanTable } from "../../model/spans";
import { ErrorIcon } from "../../ui/icons";
import styles from "./RowList.module.css";

interface RowListProps {
  title: string;
  rows: number[];
  /** Text at the right of a row. */
  note: (row: number) => string;
  /** Text below the name. */
  detail?: (row: number) => string | null;
  table: SpanTable;
  onSelect: (row: number) => void;
  children?: ReactNode;
}

/** A short list of spans by name, each of which selects the span; empty lists are not shown. */
export function RowList({ title, rows, note, detail, table, onSelect, children }: RowListProps) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className={styles.rows}>
        {rows.map((row) => (
          <li key={row}>
            <button type="button" onClick={() => onSelect(row)}>
              {table.statuses[row] === "error" ? <ErrorIcon /> : null}
              <span className={styles.name}>
                {table.nameOf(row)}
                <Detail text={detail?.(row) ?? null} />
              </span>
              <span className={styles.note}>{note(row)}</span>
            </button>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}

function Detail({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <small className={styles.detail} title={text}>
      {text}
    </small>
  );
}
