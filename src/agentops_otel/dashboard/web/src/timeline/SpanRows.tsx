import type { ReactNode } from "react";
import type { Outline } from "../model/outline";
import { hasChildren } from "../model/tree";
import { type RowWindow, slotsOf } from "../ui/rowWindow";
import styles from "./SpanGrid.module.css";
import { SpanRow } from "./SpanRow";

export interface SpanRowsProps {
  outline: Outline;
  /** The rows on display, in order. */
  rows: Int32Array;
  isFolded: (row: number) => boolean;
  /** Row of the selected span, or -1. */
  selected: number;
  /** The rows that a search found; null without a search. */
  found: ReadonlySet<number> | null;
  /** The cells of a row beside its name; a new function draws all of them anew. */
  cells: (row: number) => ReactNode;
  drawn: RowWindow;
  rowPx: number;
}

/** The rows in view, of any number of rows. */
export function SpanRows(props: SpanRowsProps) {
  const { outline, rows, selected, found, cells, drawn, rowPx } = props;
  const { table, tree, groups, events } = outline;
  // In a focused subtree the first row is the top level.
  const topDepth = tree.depth[rows[0] ?? -1] ?? 0;
  return (
    <div role="rowgroup" className={styles.rows} style={{ height: rows.length * rowPx }}>
      {slotsOf(drawn, rows.length).map(({ slot, index }) => {
        const row = rows[index] as number;
        const depth = tree.depth[row] as number;
        const isParent = hasChildren(tree, row);
        const isFolded = isParent && props.isFolded(row);
        const group = groups.get(row);
        const event = events.get(row);
        const isFailed = table.statuses[row] === "error";
        return (
          <SpanRow
            key={slot}
            row={row}
            index={index}
            topPx={index * rowPx}
            kind={table.kindOf(row)}
            isFailed={isFailed}
            isGroup={group !== undefined}
            isDim={found !== null && !found.has(row)}
            level={depth + 1}
            isExpanded={isParent ? !isFolded : undefined}
            isSelected={row === selected}
            name={table.nameOf(row)}
            depth={depth - topDepth}
            isParent={isParent}
            isError={isFailed || Boolean(event?.isError)}
            hidden={isFolded && !group ? (tree.size[row] as number) - 1 : 0}
            alike={group?.rows.length}
            failed={group?.errorCount}
            atNs={event && event.atNs - table.startNs}
            cells={cells}
          />
        );
      })}
    </div>
  );
}
