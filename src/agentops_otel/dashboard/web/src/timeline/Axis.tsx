import { formatDuration } from "../model/time";
import { type Scale, ticks, toPixel } from "./scale";
import styles from "./Waterfall.module.css";

/** Labels of time since the session's start, over the lanes. */
export function Axis({ scale, originNs }: { scale: Scale; originNs: number }) {
  return (
    <div role="columnheader" className={styles.axis} aria-label="Time">
      {ticks(scale, originNs).map((tick) => (
        <span key={tick} style={{ left: toPixel(scale, tick) }}>
          {tick === originNs ? "0" : formatDuration(tick - originNs)}
        </span>
      ))}
    </div>
  );
}

export function GridLines({ scale, originNs }: { scale: Scale; originNs: number }) {
  return (
    <div className={styles.grid} aria-hidden="true">
      {ticks(scale, originNs).map((tick) => (
        <i key={tick} style={{ left: toPixel(scale, tick) }} />
      ))}
    </div>
  );
}
