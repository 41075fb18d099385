import type { KeyboardEvent, PointerEvent } from "react";
import styles from "./Splitter.module.css";

interface SplitterProps {
  label: string;
  value: number;
  min: number;
  max: number;
  /** How far an arrow key moves it. */
  step: number;
  /** Return the value for a pointer at this horizontal position in the window. */
  valueAt: (clientX: number) => number;
  onChange: (value: number) => void;
}

/** A line between two panes, moved by dragging or by arrow keys. */
export function Splitter({ label, value, min, max, step, valueAt, onChange }: SplitterProps) {
  const set = (next: number) => onChange(Math.round(Math.max(min, Math.min(max, next))));
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) set(valueAt(event.clientX));
  };
  const press = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: value - step,
      ArrowRight: value + step,
      Home: min,
      End: max,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; this separator can.
    <div
      className={styles.splitter}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    />
  );
}
