import { formatDuration, formatOffset } from "../model/time";
import { type Scale, ticks, toPixel } from "./scale";
import styles from "./Waterfall.module.css";

/** Labels of time since the session's start, over the lanes. */
export function Axis({ scale, originNs }: { scale: Scale; originNs: number }) {
  return (
    <div role="columnheader" className={styles.axis} aria-label="Time">
      {ticks(scale, originNs).map((tick) => (
        <span key={tick} style={{ left: toPixel(scale, tick) }}>
          {formatOffset(tick - originNs)}
        </span>
      ))}
    </div>
  );
}

/** Of very many gaps each is too narrow to be told from the next. */
const MIN_GAP_PX = 4;

export function GridLines({ scale, originNs }: { scale: Scale; originNs: number }) {
  return (
    <div className={styles.grid} aria-hidden="true">
      {ticks(scale, originNs).map((tick) => (
        <i key={tick} style={{ left: toPixel(scale, tick) }} />
      ))}
      {scale.clock.gaps.map((gap) => {
        const left = toPixel(scale, gap.from);
        const right = toPixel(scale, gap.to);
        const isVisible = right > 0 && left < scale.width && right - left >= MIN_GAP_PX;
        return isVisible ? (
          <b key={gap.from} style={{ left, width: right - left }}>
            <span>{formatDuration(gap.to - gap.from)} idle</span>
          </b>
        ) : null;
      })}
    </div>
  );
}
