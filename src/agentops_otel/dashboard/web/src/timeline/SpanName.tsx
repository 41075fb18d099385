import { memo } from "react";
import { formatCount } from "../model/numbers";
import { formatDuration } from "../model/time";
import { ErrorIcon } from "../ui/icons";
import { indentOf } from "./layout";
import styles from "./SpanGrid.module.css";

export interface SpanNameProps {
  name: string;
  depth: number;
  isParent: boolean;
  isError: boolean;
  /** Number of rows hidden while it is folded. */
  hidden: number;
  /** Of a group: how many rows it stands for, and how many of them failed. */
  alike: number | undefined;
  failed: number | undefined;
  /** Of an event: nanoseconds since the session's start. */
  atNs: number | undefined;
}

/** From this depth on the indent grows so little that a number shows the level. */
const NUMBERED_DEPTH = 12;

/** A span's name, indented by its depth, with the handle that folds it. */
export const SpanName = memo(function SpanName(props: SpanNameProps) {
  const indent = indentOf(props.depth);
  return (
    <div role="gridcell" className={styles.name} style={{ "--indent": `${indent}px` }}>
      {props.isParent ? <i data-fold /> : null}
      {props.isError ? <ErrorIcon size={13} /> : null}
      <span title={props.name}>
        {props.name}
        {props.isError ? <span className="visually-hidden"> failed</span> : null}
      </span>
      {props.depth >= NUMBERED_DEPTH ? (
        <small title={`Level ${formatCount(props.depth + 1)}`}>
          {formatCount(props.depth + 1)}
        </small>
      ) : null}
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
