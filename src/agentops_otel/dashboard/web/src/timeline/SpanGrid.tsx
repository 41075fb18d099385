import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
} from "react";
import type { Outline } from "../model/outline";
import { hasChildren, indexOfRow } from "../model/tree";
import { UnseenButton } from "../ui/UnseenButton";
import { useFollowEnd } from "../ui/useFollowEnd";
import styles from "./SpanGrid.module.css";
import { rowId, SpanName } from "./SpanName";

const ROW_PX = 28;
const HEAD_PX = 28;

export interface SpanGridProps {
  outline: Outline;
  /** The rows on display, in order. */
  rows: Int32Array;
  isFolded: (row: number) => boolean;
  /** Row of the selected span, or -1. */
  selected: number;
  onSelect: (row: number) => void;
  onFold: (row: number) => void;
  /** The rows that a search found; null while there is none. */
  found: ReadonlySet<number> | null;
  /** A key that moves through the rows; answers whether it was one. */
  onKey: (key: string) => boolean;
}

interface Props extends SpanGridProps {
  label: string;
  scroller: RefObject<HTMLDivElement | null>;
  columnCount: number;
  /** The headers of the columns beside the names. */
  head: ReactNode;
  /** The cells of a row beside its name. */
  cells: (row: number) => ReactNode;
}

/** The spans on display as rows of a tree; what stands beside the names is the caller's. */
export function SpanGrid(props: Props) {
  const { outline, rows, selected, scroller } = props;
  const { table, tree } = outline;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
  });
  const selectedIndex = selected < 0 ? -1 : indexOfRow(tree, rows, selected);
  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: "auto" });
  }, [selectedIndex, virtualizer]);

  const { unseen, goToEnd } = useFollowEnd(scroller, table.spanCount);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (props.onKey(event.key)) event.preventDefault();
  };
  const click = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>("[data-row]")?.dataset.row;
    if (row === undefined) return;
    if (target.closest("[data-fold]")) props.onFold(Number(row));
    else props.onSelect(Number(row));
  };
  return (
    <>
      <div
        ref={scroller}
        className={styles.scroller}
        role="treegrid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-colcount={props.columnCount}
        aria-activedescendant={selectedIndex < 0 ? undefined : rowId(selected)}
        onKeyDown={press}
        onClick={click}
      >
        <div role="row" className={styles.head} aria-rowindex={1}>
          <div role="columnheader" className={styles.headName}>
            Span
          </div>
          {props.head}
        </div>
        <div role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index] as number;
            const isParent = hasChildren(tree, row);
            const isFolded = isParent && props.isFolded(row);
            const group = outline.groups.get(row);
            const event = outline.events.get(row);
            const isError = table.statuses[row] === "error";
            return (
              <div
                key={row}
                role="row"
                id={rowId(row)}
                className={styles.row}
                style={{ transform: `translateY(${start - HEAD_PX}px)` }}
                data-row={row}
                data-kind={table.kindOf(row)}
                data-error={isError || undefined}
                data-group={Boolean(group) || undefined}
                data-dim={(props.found && !props.found.has(row)) || undefined}
                aria-rowindex={index + 2}
                aria-level={(tree.depth[row] as number) + 1}
                aria-expanded={isParent ? !isFolded : undefined}
                aria-selected={row === selected}
              >
                <SpanName
                  name={table.nameOf(row)}
                  depth={tree.depth[row] as number}
                  isParent={isParent}
                  isError={isError || Boolean(event?.isError)}
                  hidden={isFolded && !group ? (tree.size[row] as number) - 1 : 0}
                  {...(group && { alike: group.rows.length, failed: group.errorCount })}
                  {...(event && { atNs: event.atNs - table.startNs })}
                />
                {props.cells(row)}
              </div>
            );
          })}
        </div>
      </div>
      <UnseenButton unseen={unseen} onPress={goToEnd} />
    </>
  );
}
