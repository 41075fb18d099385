import { type ReactNode, useRef } from "react";
import { useSize } from "../ui/useSize";
import { BELOW_PX, GUTTER_PX, HEIGHT_PX, RIGHT_PX, TOP_PX } from "./axis";
import styles from "./Plot.module.css";

interface Mark {
  /** From 0, at the left or at the bottom, to 1. */
  at: number;
  text: string;
}

/** The area to draw on: sizes in pixels. */
export interface Area {
  width: number;
  height: number;
}

interface PlotProps {
  title: string;
  /** Marks below the area. */
  across: Mark[];
  /** Marks left of the area, each with a line through it. */
  up: Mark[];
  children: (area: Area) => ReactNode;
}

const LETTER_PX = 6.2;
const GAP_PX = 10;
const LINE_PX = 14;

/** An area with axes, aligned with those of the other charts. */
export function Plot({ title, across, up, children }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const { width: whole } = useSize(box);
  const area = {
    width: Math.max(0, whole - GUTTER_PX - RIGHT_PX),
    height: HEIGHT_PX - TOP_PX - BELOW_PX,
  };
  return (
    <div ref={box} className={styles.plot}>
      <svg width={whole} height={HEIGHT_PX} role="img" aria-label={title}>
        <g transform={`translate(${GUTTER_PX} ${TOP_PX})`}>
          {withRoom(up, area.height, () => LINE_PX).map(({ at, text }) => (
            <g key={text} transform={`translate(0 ${area.height * (1 - at)})`}>
              <line x2={area.width} className={styles.grid} />
              <text x={-8} dy="0.355em" textAnchor="end">
                {text}
              </text>
            </g>
          ))}
          {children(area)}
          <line y1={area.height} y2={area.height} x2={area.width} className={styles.axis} />
          {withRoom(across, area.width, ({ length }) => length * LETTER_PX + GAP_PX).map(
            ({ at, text }) => (
              <text key={at} x={at * area.width} y={area.height + 16} textAnchor="middle">
                {text}
              </text>
            ),
          )}
        </g>
      </svg>
    </div>
  );
}

/** Return the marks whose labels do not overlap the one before. */
function withRoom(marks: Mark[], length: number, sizeOf: (text: string) => number): Mark[] {
  let end = Number.NEGATIVE_INFINITY;
  return marks.filter(({ at, text }) => {
    const half = sizeOf(text) / 2;
    if (at * length - half < end) return false;
    end = at * length + half;
    return true;
  });
}
