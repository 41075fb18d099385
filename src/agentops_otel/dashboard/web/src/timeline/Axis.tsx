import { formatDuration, formatOffset } from "../model/time";
import { type Scale, ticks, toPixel } from "./scale";
import styles from "./Waterfall.module.css";

/** Labels of the time since the session's start, above the lanes. */
export function Axis({ scale, originNs }: { scale: Scale; originNs: number }) {
  return (
    <div
      role="columnheader"
      className={styles.axis}
      aria-label="Time"
      title="Ctrl and the wheel zoom, Shift and a drag move the time, a double click shows all of it"
    >
      {ticks(scale, originNs).map((tick) => (
        <span key={tick} style={{ left: toPixel(scale, tick) }}>
          {formatOffset(tick - originNs)}
        </span>
      ))}
    </div>
  );
}

/** Narrower gaps could not be told apart. */
const MIN_GAP_PX = 4;

export function GridLines({ scale, originNs }: { scale: Scale; originNs: number }) {
  const notches = notchesOf(scale);
  return (
    <div className={styles.grid} aria-hidden="true">
      {ticks(scale, originNs).map((tick) => (
        <i key={tick} style={{ left: toPixel(scale, tick) }} />
      ))}
      {notches.map(({ left, width }) => (
        <b key={left} style={{ left, width }} />
      ))}
    </div>
  );
}

/** Of labels that would overlap, the later ones are left out. */
const LABEL_PX = 84;

/** The length of each gap, below the lanes, where no bar or duration is in the way. */
export function GapLabels({ scale }: { scale: Scale }) {
  let free = 0;
  return (
    <div className={styles.gaps} aria-hidden="true">
      {notchesOf(scale).map(({ left, width, ns }) => {
        const start = Math.max(0, left + width / 2 - LABEL_PX / 2);
        if (start < free) return null;
        free = start + LABEL_PX;
        return (
          <span key={left} style={{ left: start, width: LABEL_PX }}>
            {formatDuration(ns)} idle
          </span>
        );
      })}
    </div>
  );
}

/** Return the squeezed gaps that are wide enough to be seen. */
function notchesOf(scale: Scale) {
  return scale.clock.gaps
    .map(({ from, to }) => {
      const left = toPixel(scale, from);
      return { left, width: toPixel(scale, to) - left, ns: to - from };
    })
    .filter(({ left, width }) => left + width > 0 && left < scale.width && width >= MIN_GAP_PX);
}
