import { useMemo, useRef } from "react";
import type { Figures } from "../model/figures";
import { formatCompact, formatCost, formatCount } from "../model/numbers";
import { selfTimes } from "../model/overview";
import { formatDuration } from "../model/time";
import { Unknown } from "../ui/Unknown";
import { SpanGrid, type SpanGridProps } from "./SpanGrid";
import styles from "./SpanTree.module.css";

const COLUMNS = ["Own time", "Total", "Tokens", "Cost", "Errors below"];

interface SpanTreeProps extends SpanGridProps {
  /** Null while they are not known yet. */
  figures: Figures | null;
}

/** Spans as rows of a tree, and beside each name what it took, itself and all below it. */
export function SpanTree({ figures, ...grid }: SpanTreeProps) {
  const { table, tree } = grid;
  const scroller = useRef<HTMLDivElement>(null);
  const self = useMemo(() => selfTimes(table, tree), [table, tree]);
  const known = (values: Float64Array | undefined, row: number, format: (n: number) => string) => {
    const value = values?.[row] ?? Number.NaN;
    return Number.isNaN(value) ? <Unknown /> : format(value);
  };
  return (
    <div className={styles.tree}>
      <SpanGrid
        {...grid}
        label="Span tree"
        scroller={scroller}
        columnCount={COLUMNS.length + 1}
        head={COLUMNS.map((title) => (
          <div key={title} role="columnheader">
            {title}
          </div>
        ))}
        cells={(row) => {
          const errors = figures?.errorsBelow[row] ?? 0;
          return (
            <>
              <div role="gridcell">{formatDuration(self[row] as number)}</div>
              <div role="gridcell">{formatDuration(table.durations[row] as number)}</div>
              <div role="gridcell">{known(figures?.tokens, row, formatCompact)}</div>
              <div role="gridcell">{known(figures?.costs, row, formatCost)}</div>
              <div role="gridcell" data-bad={errors > 0 || undefined}>
                {formatCount(errors)}
              </div>
            </>
          );
        }}
      />
    </div>
  );
}
