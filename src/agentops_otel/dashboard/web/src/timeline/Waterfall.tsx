import { useRef } from "react";
import { Splitter } from "../ui/Splitter";
import { useSize } from "../ui/useSize";
import { Axis, GridLines } from "./Axis";
import type { Clock } from "./gaps";
import { Lane } from "./Lane";
import { LABEL_PX, placeBar } from "./layout";
import { Minimap } from "./Minimap";
import { SpanGrid, type SpanGridProps } from "./SpanGrid";
import { type Extent, scaleOf } from "./scale";
import styles from "./Waterfall.module.css";

interface WaterfallProps extends SpanGridProps {
  bounds: Extent;
  shown: Extent;
  clock: Clock;
  /** The rows of the critical path, to be marked; null while they are not. */
  path: ReadonlySet<number> | null;
  onShow: (extent: Extent) => void;
  nameWidth: number;
  onNameWidth: (width: number) => void;
}

const MIN_NAME_PX = 140;
const MIN_LANE_PX = 200;

/** Spans as rows of a tree, and beside each name its bar in time. */
export function Waterfall(props: WaterfallProps) {
  const { bounds, shown, clock, path, onShow, nameWidth, onNameWidth, ...grid } = props;
  const { table, tree, found } = grid;
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const scale = scaleOf(shown, Math.max(0, width - nameWidth - LABEL_PX), clock);
  return (
    <>
      <Minimap {...{ table, tree, bounds, shown, clock, found, onShow }} />
      <div className={styles.waterfall} style={{ "--name-width": `${nameWidth}px` }}>
        <GridLines scale={scale} originNs={table.startNs} />
        <SpanGrid
          {...grid}
          label="Spans in time"
          scroller={scroller}
          columnCount={2}
          head={<Axis scale={scale} originNs={table.startNs} />}
          cells={(row) => {
            const durationNs = table.durations[row] as number;
            const bar = placeBar(scale, table.starts[row] as number, durationNs);
            return (
              <Lane
                durationNs={durationNs}
                left={bar?.left ?? -1}
                width={bar?.width ?? 0}
                isCritical={path?.has(row) ?? false}
              />
            );
          }}
        />
        <div className={styles.splitter}>
          <Splitter
            label="Width of the names"
            value={nameWidth}
            min={MIN_NAME_PX}
            max={Math.max(MIN_NAME_PX, width - MIN_LANE_PX)}
            step={20}
            valueAt={(x) => x - (scroller.current?.getBoundingClientRect().left ?? 0)}
            onChange={onNameWidth}
          />
        </div>
      </div>
    </>
  );
}
