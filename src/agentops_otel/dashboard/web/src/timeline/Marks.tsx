import type { SpanMark } from "../model/events";
import { formatDuration } from "../model/time";
import styles from "./Lane.module.css";
import { type Scale, toPixel } from "./scale";

/** Marks closer to the previous one could not be told apart from it. */
const MIN_GAP_PX = 4;

interface MarksProps {
  marks: readonly SpanMark[];
  scale: Scale;
  /** The origin of the displayed times. */
  originNs: number;
}

/** The events of a span, at their times; of overlapping ones the first, or an error. */
export function Marks({ marks, scale, originNs }: MarksProps) {
  const placed: { mark: SpanMark; left: number }[] = [];
  for (const mark of marks) {
    const left = toPixel(scale, mark.atNs);
    if (left < 0 || left > scale.width) continue;
    const before = placed.at(-1);
    if (!before || left - before.left >= MIN_GAP_PX) placed.push({ mark, left });
    else if (mark.isError && !before.mark.isError) placed[placed.length - 1] = { mark, left };
  }
  return placed.map(({ mark, left }) => (
    <i
      key={mark.number}
      className={styles.mark}
      style={{ left }}
      data-failed={mark.isError || undefined}
      title={`${mark.name} at ${formatDuration(mark.atNs - originNs)}`}
    />
  ));
}
