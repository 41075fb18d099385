import { memo, type ReactNode } from "react";
import styles from "./SpanGrid.module.css";
import { SpanName, type SpanNameProps } from "./SpanName";

interface SpanRowProps extends SpanNameProps {
  row: number;
  /** Index of the row among those on display. */
  index: number;
  topPx: number;
  kind: string;
  isFailed: boolean;
  isGroup: boolean;
  isDim: boolean;
  level: number;
  /** Whether its children are on display; undefined: it has none. */
  isExpanded: boolean | undefined;
  isSelected: boolean;
  /** The cells beside the name; a new function draws them anew. */
  cells: (row: number) => ReactNode;
}

/** A row of the grid, drawn again only when something in it changes. */
export const SpanRow = memo(function SpanRow(props: SpanRowProps) {
  const { row, index, topPx, kind, isFailed, isGroup, isDim, level, isExpanded, ...more } = props;
  const { isSelected, cells, ...name } = more;
  return (
    <div
      role="row"
      id={rowId(row)}
      className={styles.row}
      style={{ top: topPx }}
      data-row={row}
      data-kind={kind}
      data-error={isFailed || undefined}
      data-group={isGroup || undefined}
      data-dim={isDim || undefined}
      aria-rowindex={index + 2}
      aria-level={level}
      aria-expanded={isExpanded}
      aria-selected={isSelected}
    >
      <SpanName {...name} />
      {cells(row)}
    </div>
  );
});

export function rowId(row: number): string {
  return `span-row-${row}`;
}
