import { memo, type ReactNode } from "react";
import { formatDuration } from "../model/time";
import { SoFar } from "../ui/SessionDuration";
import styles from "./Lane.module.css";

interface LaneProps {
  durationNs: number;
  /** -1: outside the visible time. */
  left: number;
  width: number;
  isCritical: boolean;
  /** Whether the duration is a sum of spans, and the bar reaches from the first to the last. */
  isSum: boolean;
  /** Start of a span that is running. */
  openSince?: bigint;
  /** Why its duration is unknown; null where it is known. */
  untold: string | null;
  /**
   * Nanoseconds from the start to the first chunk of a streamed answer, and its place in the bar.
   */
  firstChunkNs: number | undefined;
  firstChunkAt: number | undefined;
  children: ReactNode;
}

/** A span's bar in time, with its duration beside it. */
export const Lane = memo(function Lane(props: LaneProps) {
  const { durationNs, left, width, isCritical, isSum, openSince, firstChunkNs, firstChunkAt } =
    props;
  const { untold } = props;
  const isVisible = left >= 0;
  const isInBar = firstChunkAt !== undefined && firstChunkAt >= 0 && firstChunkAt <= width;
  return (
    <div role="gridcell" className={styles.lane}>
      {isVisible ? (
        <i
          className={styles.bar}
          data-critical={isCritical || undefined}
          data-sum={isSum || undefined}
          data-open={openSince !== undefined || undefined}
          data-untold={untold ?? undefined}
          style={{ transform: `translateX(${left}px)`, width }}
        >
          {isInBar && firstChunkNs !== undefined ? (
            <b
              className={styles.waiting}
              style={{ width: firstChunkAt }}
              title={`First token after ${formatDuration(firstChunkNs)}`}
            />
          ) : null}
        </i>
      ) : null}
      {props.children}
      <span
        className={isVisible ? styles.time : "visually-hidden"}
        style={{ left: left + width + 6 }}
      >
        {openSince === undefined ? (
          (untold ?? formatDuration(durationNs))
        ) : (
          <SoFar startNs={openSince} />
        )}
        {isSum ? " in all" : ""}
        {isCritical ? <span className="visually-hidden"> on the critical path</span> : null}
      </span>
    </div>
  );
});
