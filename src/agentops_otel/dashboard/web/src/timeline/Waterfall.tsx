import { type ReactNode, useCallback, useMemo, useRef } from "react";
import type { SpanMark } from "../model/events";
import { isRunning, startOf } from "../model/running";
import { type SpanTable, untold } from "../model/spans";
import { Splitter } from "../ui/Splitter";
import { useSize } from "../ui/useSize";
import { useTimeGestures } from "../ui/useTimeGestures";
import { Axis, GapLabels, GridLines } from "./Axis";
import type { Clock } from "./gaps";
import { Lane } from "./Lane";
import { LABEL_PX, placeBar } from "./layout";
import { Marks } from "./Marks";
import { SpanGrid, type SpanGridProps } from "./SpanGrid";
import { type Extent, scaleOf, toPixel } from "./scale";
import styles from "./Waterfall.module.css";

interface WaterfallProps extends SpanGridProps {
  table: SpanTable;
  /** The span events by the row of their span. */
  marks: ReadonlyMap<number, SpanMark[]>;
  /** Nanoseconds from a span's start to the first chunk of its streamed answer, by row. */
  firstChunks: ReadonlyMap<number, number>;
  shown: Extent;
  clock: Clock;
  /** The rows of the critical path; null while it is not marked. */
  path: ReadonlySet<number> | null;
  /** Change the visible time while a gesture lasts. */
  onZoom: (factor: number, around: number) => void;
  onPan: (share: number) => void;
  onShowAll: () => void;
  /** Buttons that move the visible time; null while all of it is visible. */
  panButtons: ReactNode;
  nameWidth: number;
  onNameWidth: (width: number) => void;
}

const MIN_NAME_PX = 140;
const MIN_LANE_PX = 200;

/** Spans as rows of a tree, each with its bar in time. */
export function Waterfall(props: WaterfallProps) {
  const { table, marks, firstChunks, shown, clock, path, ...rest } = props;
  const { nameWidth: chosenWidth, onNameWidth, onZoom, onPan, onShowAll, ...more } = rest;
  const { panButtons, ...grid } = more;
  const { outline } = grid;
  const area = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const mostNamePx = Math.max(MIN_NAME_PX, width - MIN_LANE_PX);
  // A narrower window takes its room from the names, and gives it back when widened.
  const nameWidth = width ? Math.min(chosenWidth, mostNamePx) : chosenWidth;
  const { from, to } = shown;
  const laneWidth = Math.max(0, width - nameWidth - LABEL_PX);
  const scale = useMemo(
    () => scaleOf({ from, to }, laneWidth, clock),
    [from, to, laneWidth, clock],
  );
  const cells = useCallback(
    (row: number) => {
      const start = outline.table.starts[row] as number;
      const bar = placeBar(scale, start, outline.table.durations[row] as number);
      const group = outline.groups.get(row);
      const firstChunkNs = firstChunks.get(row);
      const isOpen = isRunning(outline.table, row);
      return (
        <Lane
          durationNs={group?.durationNs ?? (outline.table.durations[row] as number)}
          isSum={group !== undefined}
          left={bar?.left ?? -1}
          width={bar?.width ?? 0}
          untold={untold(outline.table, row)}
          {...(isOpen && { openSince: startOf(outline.table, row) })}
          isCritical={path?.has(row) ?? false}
          firstChunkNs={firstChunkNs}
          firstChunkAt={
            bar && firstChunkNs !== undefined
              ? toPixel(scale, start + firstChunkNs) - bar.left
              : undefined
          }
        >
          {marks.has(row) ? (
            <Marks marks={marks.get(row) ?? []} scale={scale} originNs={table.startNs} />
          ) : null}
        </Lane>
      );
    },
    [outline, table, scale, marks, firstChunks, path],
  );
  useTimeGestures(area, { left: nameWidth, width: scale.width, onZoom, onPan, onShowAll });
  return (
    <div
      ref={area}
      className={styles.waterfall}
      data-gaps={clock.gaps.length > 0 || undefined}
      style={{ "--name-width": `${nameWidth}px` }}
    >
      <GridLines scale={scale} originNs={table.startNs} />
      <SpanGrid
        {...grid}
        label="Spans in time"
        scroller={scroller}
        columnCount={2}
        head={<Axis scale={scale} originNs={table.startNs} />}
        cells={cells}
      />
      {panButtons === null ? null : (
        <div className={styles.pan} style={{ left: nameWidth + scale.width, width: LABEL_PX }}>
          {panButtons}
        </div>
      )}
      {clock.gaps.length > 0 ? <GapLabels scale={scale} /> : null}
      <div className={styles.splitter}>
        <Splitter
          label="Width of the names"
          value={nameWidth}
          min={MIN_NAME_PX}
          max={mostNamePx}
          step={20}
          valueAt={(x) => x - (scroller.current?.getBoundingClientRect().left ?? 0)}
          onChange={onNameWidth}
        />
      </div>
    </div>
  );
}
