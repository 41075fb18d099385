import { type PointerEvent, useMemo, useRef } from "react";
import type { SpanTable } from "../model/spans";
import type { Tree } from "../model/tree";
import { useBrush } from "../ui/useBrush";
import { useColours } from "../ui/useColours";
import { useSize } from "../ui/useSize";
import type { Clock } from "./gaps";
import { Layer, type Paint } from "./Layer";
import { draw, type Level, marksOf, rulesAt, stepsOf } from "./picture";
import styles from "./Strip.module.css";
import { type Extent, scaleOf, toPixel, toTime } from "./scale";

interface StripProps {
  table: SpanTable;
  tree: Tree;
  bounds: Extent;
  /** The visible part; the rest is veiled. */
  shown: Extent;
  clock: Clock;
  found: ReadonlySet<number> | null;
  /** Start of each turn of the conversation. */
  turns: readonly number[];
  /** The number of tokens given to the model, from each call on. */
  context: readonly Level[];
  /** Row of the selected span, or -1. */
  selected: number;
  /** Tooltip: what dragging and clicking do. */
  title: string;
  onDrag: (extent: Extent) => void;
  onPress: (time: number) => void;
}

const HEIGHT_PX = 64;
/** A shorter drag is a click. */
const MIN_DRAG_PX = 4;

const TOKENS = [
  "kind-session",
  "kind-agent",
  "kind-llm",
  "kind-tool",
  "kind-retrieval",
  "kind-guardrail",
  "kind-step",
  "kind-span",
  "error",
  "accent",
  "line-strong",
  "text-muted",
] as const;

const TOKEN_OF_KIND: Record<string, (typeof TOKENS)[number]> = {
  session: "kind-session",
  agent: "kind-agent",
  workflow: "kind-agent",
  llm: "kind-llm",
  embedding: "kind-llm",
  tool: "kind-tool",
  retrieval: "kind-retrieval",
  guardrail: "kind-guardrail",
  task: "kind-step",
  operation: "kind-step",
};

/**
 * The whole session at once: its spans by kind, failures and matches above them, the turns as
 * rules, and the growth of the context as a line. For the pointer only: keys and buttons do the
 * same.
 */
export function Strip(props: StripProps) {
  const { table, tree, bounds, shown, clock, found, turns, context, selected } = props;
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const colours = useColours(TOKENS);
  const scale = useMemo(() => scaleOf(bounds, width, clock), [bounds, width, clock]);
  const spans = useMemo(() => {
    const { bars, errors } = draw(table, tree, scale, HEIGHT_PX);
    const byKind = [...bars].map(
      ([kind, rectangles]): Paint => [colours[TOKEN_OF_KIND[kind] ?? "kind-span"], rectangles],
    );
    return [...byKind, [colours.error, errors] as const];
  }, [table, tree, scale, colours]);
  const lines = useMemo(
    () => [
      [colours["line-strong"], rulesAt(turns, scale, HEIGHT_PX)] as const,
      [colours["text-muted"], stepsOf(context, scale, HEIGHT_PX)] as const,
    ],
    [turns, context, scale, colours],
  );
  const marks = useMemo(() => {
    const here = selected < 0 ? [] : [table.starts[selected] as number];
    const all = [...marksOf(found, table, scale), ...rulesAt(here, scale, HEIGHT_PX)];
    return [[colours.accent, all] as const];
  }, [found, selected, table, scale, colours]);
  const pixelOf = ({ clientX }: PointerEvent) =>
    Math.max(0, Math.min(width, clientX - (box.current?.getBoundingClientRect().left ?? 0)));
  const { brushed, handlers } = useBrush({
    placeOf: pixelOf,
    onRelease: (from, to) =>
      to - from < MIN_DRAG_PX
        ? props.onPress(toTime(scale, from))
        : props.onDrag({ from: toTime(scale, from), to: toTime(scale, to) }),
  });
  const marked = brushed ?? { from: toPixel(scale, shown.from), to: toPixel(scale, shown.to) };
  return (
    <div ref={box} className={styles.strip} aria-hidden="true" title={props.title} {...handlers}>
      <Layer className={styles.canvas} width={width} height={HEIGHT_PX} paints={spans} />
      <Layer className={styles.canvas} width={width} height={HEIGHT_PX} paints={lines} />
      <Layer className={styles.canvas} width={width} height={HEIGHT_PX} paints={marks} />
      {marked.from > 0 ? (
        <div className={styles.outside} data-side="left" style={{ left: 0, width: marked.from }} />
      ) : null}
      {marked.to < width ? (
        <div className={styles.outside} style={{ left: marked.to, right: 0 }} />
      ) : null}
    </div>
  );
}
