import { memo } from "react";
import { formatCount } from "../model/numbers";
import { formatDuration } from "../model/time";
import { ErrorIcon } from "../ui/icons";
import styles from "./SpanGrid.module.css";

interface SpanNameProps {
  name: string;
  depth: number;
  isParent: boolean;
  isError: boolean;
  /** Rows that it hides, being folded. */
  hidden: number;
  /** Of a group: how many rows it stands for, and how many of them failed. */
  alike?: number;
  failed?: number;
  /** Of an event: when, since the session's start. */
  atNs?: number;
}

const INDENT_PX = 14;

/** A span's name at its depth in the tree, with the handle that folds it. */
export const SpanName = memo(function SpanName(props: SpanNameProps) {
  const indent = props.depth * INDENT_PX;
  return (
    <div role="gridcell" className={styles.name} style={{ paddingLeft: indent + 26 }}>
      {props.isParent ? <i data-fold style={{ left: indent + 4 }} /> : null}
      {props.isError ? <ErrorIcon size={13} /> : null}
      <span title={props.name}>
        {props.name}
        {props.isError ? <span className="visually-hidden"> failed</span> : null}
      </span>
      {props.alike ? <small data-alike>× {formatCount(props.alike)}</small> : null}
      {props.failed ? (
        <small data-failed>
          <ErrorIcon size={11} />
          {formatCount(props.failed)} failed
        </small>
      ) : null}
      {props.atNs === undefined ? null : <em>+{formatDuration(props.atNs)}</em>}
      {props.hidden > 0 ? <small>+{formatCount(props.hidden)}</small> : null}
    </div>
  );
});

export function rowId(row: number): string {
  return `span-row-${row}`;
}
