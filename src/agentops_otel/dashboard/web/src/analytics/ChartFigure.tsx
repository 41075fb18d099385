import type { ReactNode } from "react";
import { CopyButton } from "../ui/CopyButton";
import { Notice } from "../ui/Notice";
import styles from "./ChartFigure.module.css";
import { ChartTable, type TableRow } from "./ChartTable";

interface ChartFigureProps {
  title: string;
  csv: () => string;
  error: Error | null;
  heads: string[];
  rows: () => TableRow[];
  /** Names of the colours, below the chart. */
  legend?: ReactNode;
  children: ReactNode;
}

/** A chart, with its numbers as a table and as CSV on request. */
export function ChartFigure({ title, csv, error, legend, children, ...table }: ChartFigureProps) {
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <h2>{title}</h2>
        <CopyButton what={`${title.toLowerCase()} as CSV`} text={csv} />
      </figcaption>
      {error ? <Notice title="This chart could not be loaded">{error.message}</Notice> : null}
      {children}
      {legend ? <div className={styles.legend}>{legend}</div> : null}
      <ChartTable title={title} {...table} />
    </figure>
  );
}
