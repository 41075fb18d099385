import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
} from "react";
import { type Outline, spanOf } from "../model/outline";
import { findRow } from "../model/spans";
import { indexOfRow, indexOnDisplay } from "../model/tree";
import { bringIntoView } from "../ui/bringIntoView";
import { UnseenButton } from "../ui/UnseenButton";
import { useFollowEnd } from "../ui/useFollowEnd";
import { type Place, useHeldPlace } from "../ui/useHeldPlace";
import { useKeptFocus } from "../ui/useKeptFocus";
import { useRowWindow } from "../ui/useRowWindow";
import styles from "./SpanGrid.module.css";
import { rowId } from "./SpanRow";
import { SpanRows } from "./SpanRows";

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
  /** The rows that a search found; null without a search. */
  found: ReadonlySet<number> | null;
  /** Handle a key that moves through the rows; return whether it was one. */
  onKey: (key: string) => boolean;
  /** The reader's place, which is kept across views. */
  place: RefObject<Place | null>;
  /** Buttons that fold and unfold, beside the title of the names. */
  levels: ReactNode;
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

/** The spans on display as rows of a tree; the caller provides the columns beside the names. */
export function SpanGrid(props: Props) {
  const { outline, rows, selected, scroller, place } = props;
  const { table, tree } = outline;
  const selectedIndex = selected < 0 ? -1 : indexOfRow(tree, rows, selected);
  const offsetOf = useMemo(() => offsetsIn(outline, rows), [outline, rows]);
  const placeIn = useMemo(
    () => placesIn(outline, rows, selectedIndex),
    [outline, rows, selectedIndex],
  );
  const selectedId = selected < 0 ? null : `${table.traces[selected]} ${table.ids[selected]}`;
  // A kept place is restored, wherever the selected row is.
  const reached = useRef(place.current ? selectedId : null);
  useEffect(() => {
    if (selectedId === reached.current) return;
    reached.current = selectedId;
    if (selectedIndex < 0) return;
    scrollToRow(scroller.current, selectedIndex);
    bringIntoView(document.getElementById(rowId(selected)), scroller.current);
  }, [selectedId, selectedIndex, selected, scroller]);
  useKeptFocus(scroller);
  useHeldPlace(scroller, place, { placeIn, offsetOf, headPx: HEAD_PX });
  const drawn = useRowWindow(scroller, ROW_PX, HEAD_PX);

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
        data-rows
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-colcount={props.columnCount}
        aria-activedescendant={selectedIndex < 0 ? undefined : rowId(selected)}
        onKeyDown={press}
        onClick={click}
      >
        <div role="row" className={styles.head} aria-rowindex={1}>
          <div role="columnheader" className={styles.headName} aria-label="Span">
            <span>Span</span>
            {props.levels}
          </div>
          {props.head}
        </div>
        <SpanRows
          outline={outline}
          rows={rows}
          isFolded={props.isFolded}
          selected={selected}
          found={props.found}
          cells={props.cells}
          drawn={drawn}
          rowPx={ROW_PX}
        />
      </div>
      <UnseenButton unseen={unseen} onPress={goToEnd} />
    </>
  );
}

/** Scroll a row into view, by no more than is needed. */
function scrollToRow(scroller: HTMLElement | null, index: number) {
  if (!scroller) return;
  const top = index * ROW_PX;
  const least = top + ROW_PX - (scroller.clientHeight - HEAD_PX);
  scroller.scrollTop = Math.min(top, Math.max(least, scroller.scrollTop));
}

/** Return a function that finds the row at the top of a range, or the selected row if within it. */
function placesIn(outline: Outline, rows: Int32Array, selectedIndex: number) {
  const { table, groups } = outline;
  return (fromPx: number, toPx: number): Place | null => {
    const first = Math.ceil(fromPx / ROW_PX);
    const isSelectedIn = selectedIndex >= first && (selectedIndex + 1) * ROW_PX <= toPx;
    const index = isSelectedIn ? selectedIndex : first;
    const row = rows[index];
    if (row === undefined || index === 0) return null;
    const span = groups.get(row)?.rows[0] ?? spanOf(outline, row);
    return {
      span: table.ids[span] as string,
      trace: table.traces[span] as string,
      offsetPx: index * ROW_PX - fromPx,
    };
  };
}

/** Return a function that computes the scroll offset at which a span is back in its place. */
function offsetsIn({ table, tree }: Outline, rows: Int32Array) {
  return ({ span, trace, offsetPx }: Place): number | null => {
    const row = findRow(table, span, trace);
    const index = row < 0 ? -1 : indexOnDisplay(tree, rows, row);
    return index < 0 ? null : Math.max(0, index * ROW_PX - offsetPx);
  };
}
