import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import styles from "./ChartTable.module.css";

export interface TableRow {
  key: string;
  name: string;
  /** The filter for the sessions behind the row. */
  q: string;
  cells: ReactNode[];
}

interface ChartTableProps {
  title: string;
  heads: string[];
  /** Called only while the table is open. */
  rows: () => TableRow[];
}

/** The numbers of a chart, folded below it; each row leads to its sessions. */
export function ChartTable({ title, heads, rows }: ChartTableProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      className={styles.table}
      onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}
    >
      <summary>As a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus. */}
      <section className={styles.scroll} tabIndex={0} aria-label={`${title} as a table`}>
        <table>
          <thead>
            <tr>
              {heads.map((head, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a group may be named like a column.
                <th key={index} scope="col" title={head}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(isOpen ? rows() : []).map(({ key, name, q, cells }) => (
              <tr key={key}>
                <th scope="row">
                  <Link to="/sessions" search={{ q }} preload={false}>
                    {name}
                  </Link>
                </th>
                {cells.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: see above.
                  <td key={index}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
