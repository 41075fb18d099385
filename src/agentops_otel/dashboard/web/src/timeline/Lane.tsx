import { memo } from "react";
import { formatDuration } from "../model/time";
import styles from "./Lane.module.css";

interface LaneProps {
  durationNs: number;
  /** -1: outside the visible time. */
  left: number;
  width: number;
  isCritical: boolean;
}

/** A span's bar in time, and beside it how long it took. */
export const Lane = memo(function Lane({ durationNs, left, width, isCritical }: LaneProps) {
  const isVisible = left >= 0;
  return (
    <div role="gridcell" className={styles.lane}>
      {isVisible ? (
        <i
          className={styles.bar}
          data-critical={isCritical || undefined}
          style={{ transform: `translateX(${left}px)`, width }}
        />
      ) : null}
      <span
        className={isVisible ? styles.time : "visually-hidden"}
        style={{ left: left + width + 6 }}
      >
        {formatDuration(durationNs)}
        {isCritical ? <span className="visually-hidden"> on the critical path</span> : null}
      </span>
    </div>
  );
});
