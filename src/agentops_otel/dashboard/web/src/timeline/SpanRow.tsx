import { memo } from "react";
import type { SpanStatus } from "../model/spans";
import { formatDuration } from "../model/time";
import { ErrorIcon } from "../ui/icons";
import { MIN_BAR_PX } from "./layout";
import styles from "./Waterfall.module.css";

export interface SpanRowProps {
  row: number;
  /** Place among the visible rows, from 0 on. */
  index: number;
  top: number;
  depth: number;
  name: string;
  kind: string;
  status: SpanStatus;
  durationNs: number;
  isParent: boolean;
  isFolded: boolean;
  /** Rows that a folded one hides. */
  hidden: number;
  isSelected: boolean;
  /** -1: outside the view. */
  barLeft: number;
  barWidth: number;
}

/** One span: its name in the tree and its bar in time. Few elements, for it is drawn often. */
export const SpanRow = memo(function SpanRow(props: SpanRowProps) {
  const { row, index, depth, kind, status, isParent, isFolded, isSelected } = props;
  const isError = status === "error";
  return (
    <div
      role="row"
      id={rowId(row)}
      className={styles.row}
      style={{ transform: `translateY(${props.top}px)` }}
      data-row={row}
      data-kind={kind}
      data-error={isError || undefined}
      aria-rowindex={index + 1}
      aria-level={depth + 1}
      aria-expanded={isParent ? !isFolded : undefined}
      aria-selected={isSelected}
    >
      <div role="gridcell" className={styles.name} style={{ paddingLeft: depth * 14 + 26 }}>
        {isParent ? <i data-fold style={{ left: depth * 14 + 4 }} /> : null}
        {isError ? <ErrorIcon size={13} /> : null}
        <span title={props.name}>{props.name}</span>
        {isFolded ? <small>+{props.hidden}</small> : null}
      </div>
      <div role="gridcell" className={styles.lane}>
        {props.barLeft < 0 ? null : (
          <i
            className={styles.bar}
            data-dot={props.barWidth <= MIN_BAR_PX || undefined}
            style={{ transform: `translateX(${props.barLeft}px)`, width: props.barWidth }}
          />
        )}
        <span
          className={props.barLeft < 0 ? "visually-hidden" : styles.time}
          style={{ left: props.barLeft + props.barWidth + 6 }}
        >
          {formatDuration(props.durationNs)}
          {isError ? <span className="visually-hidden"> error</span> : null}
        </span>
      </div>
    </div>
  );
});

export function rowId(row: number): string {
  return `span-row-${row}`;
}
