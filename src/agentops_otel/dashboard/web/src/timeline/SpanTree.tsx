import { useMemo, useRef } from "react";
import { type Figures, sumOf } from "../model/figures";
import { formatCompact, formatCost, formatCount } from "../model/numbers";
import { errorsBelow, selfTimes } from "../model/overview";
import { isRunning, startOf } from "../model/running";
import { type SpanTable, untold } from "../model/spans";
import { formatAligned } from "../model/time";
import { treeOf } from "../model/tree";
import { SoFar } from "../ui/SessionDuration";
import { Unknown } from "../ui/Unknown";
import { SpanGrid, type SpanGridProps } from "./SpanGrid";
import styles from "./SpanTree.module.css";

const COLUMNS = ["Self time", "Total", "Tokens", "Cost", "Errors below"];

interface SpanTreeProps extends SpanGridProps {
  table: SpanTable;
  /** Null until they are known: cells stay empty, because a dash means unknown. */
  figures: Figures | null;
}

/** Spans as rows of a tree, each with its figures, descendants included. */
export function SpanTree({ table, figures, ...grid }: SpanTreeProps) {
  const { outline } = grid;
  const scroller = useRef<HTMLDivElement>(null);
  const self = useMemo(() => selfTimes(table, treeOf(table)), [table]);
  const failed = useMemo(() => errorsBelow(table, treeOf(table)), [table]);
  const known = (values: Float64Array, rows: readonly number[], format: (n: number) => string) => {
    const value = sumOf(values, rows);
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
          const group = outline.groups.get(row);
          const spans = group ? group.rows : [row];
          if (spans.some((each) => outline.events.has(each))) {
            return COLUMNS.map((title) => <div key={title} role="gridcell" />);
          }
          const below = spans.reduce((sum, each) => sum + (failed[each] ?? 0), 0);
          const errors = below + (group?.errorCount ?? 0);
          return (
            <>
              <div role="gridcell">{known(self, spans, formatAligned)}</div>
              <div role="gridcell">
                {isRunning(outline.table, row) ? (
                  <SoFar startNs={startOf(outline.table, row)} />
                ) : (
                  (untold(outline.table, row) ?? known(table.durations, spans, formatAligned))
                )}
              </div>
              <div role="gridcell">{figures && known(figures.tokens, spans, formatCompact)}</div>
              <div role="gridcell">{figures && known(figures.costs, spans, formatCost)}</div>
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
