import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import type { SpanTable } from "../model/spans";
import { hasChildren, type Tree } from "../model/tree";
import { Splitter } from "../ui/Splitter";
import { useSize } from "../ui/useSize";
import { Axis, GridLines } from "./Axis";
import { LABEL_PX, placeBar } from "./layout";
import { rowId, SpanRow } from "./SpanRow";
import type { Extent, Scale } from "./scale";
import styles from "./Waterfall.module.css";

const ROW_PX = 28;

interface WaterfallProps {
  table: SpanTable;
  tree: Tree;
  /** The rows on display, in order. */
  rows: Int32Array;
  isFolded: (row: number) => boolean;
  /** Row of the selected span, or -1. */
  selected: number;
  view: Extent;
  nameWidth: number;
  onNameWidth: (width: number) => void;
  onSelect: (row: number) => void;
  onFold: (row: number) => void;
  /** A key that moves through the rows; answers whether it was one. */
  onKey: (key: string) => boolean;
}

/** Spans as rows of a tree, and beside each name its bar in time. */
export function Waterfall(props: WaterfallProps) {
  const { table, tree, rows, selected, view, nameWidth } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const scale: Scale = { ...view, width: Math.max(0, size.width - nameWidth - LABEL_PX) };
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });

  const selectedIndex = selected < 0 ? -1 : indexOfRow(rows, tree, selected);
  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: "auto" });
  }, [selectedIndex, virtualizer]);

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
    <div
      className={styles.waterfall}
      style={{ "--name-width": `${nameWidth}px`, "--lane-width": `${scale.width}px` }}
    >
      <div className={styles.head}>
        <div className={styles.headName}>Span</div>
        <Axis scale={scale} originNs={table.startNs} />
      </div>
      <div className={styles.body}>
        <GridLines scale={scale} originNs={table.startNs} />
        <div
          ref={scroller}
          className={styles.scroller}
          role="treegrid"
          tabIndex={0}
          aria-label="Spans"
          aria-rowcount={rows.length}
          aria-colcount={2}
          aria-activedescendant={selectedIndex < 0 ? undefined : rowId(selected)}
          onKeyDown={press}
          onClick={click}
        >
          <div role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ index, start }) => {
              const row = rows[index] as number;
              const durationNs = table.durations[row] as number;
              const bar = placeBar(scale, table.starts[row] as number, durationNs);
              return (
                <SpanRow
                  key={row}
                  row={row}
                  index={index}
                  top={start}
                  depth={tree.depth[row] as number}
                  name={table.nameOf(row)}
                  kind={table.kindOf(row)}
                  status={table.statuses[row] ?? "unset"}
                  durationNs={durationNs}
                  isParent={hasChildren(tree, row)}
                  isFolded={hasChildren(tree, row) && props.isFolded(row)}
                  hidden={(tree.size[row] as number) - 1}
                  isSelected={row === selected}
                  barLeft={bar ? bar.left : -1}
                  barWidth={bar ? bar.width : 0}
                />
              );
            })}
          </div>
        </div>
        <div className={styles.splitter}>
          <Splitter
            label="Width of the names"
            value={nameWidth}
            min={140}
            max={Math.max(140, size.width - 200)}
            step={20}
            valueAt={(x) => x - (scroller.current?.getBoundingClientRect().left ?? 0)}
            onChange={props.onNameWidth}
          />
        </div>
      </div>
    </div>
  );
}

/** Where a visible row stands; visible rows are ascending in the tree's order. */
function indexOfRow(rows: Int32Array, tree: Tree, wanted: number): number {
  const position = tree.position[wanted] as number;
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = rows[middle] as number;
    if (row === wanted) return middle;
    if ((tree.position[row] as number) < position) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
