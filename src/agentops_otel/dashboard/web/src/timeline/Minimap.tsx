import { type PointerEvent, useMemo, useRef } from "react";
import type { SpanTable } from "../model/spans";
import type { Tree } from "../model/tree";
import { useBrush } from "../ui/useBrush";
import { useColours } from "../ui/useColours";
import { useSize } from "../ui/useSize";
import type { Clock } from "./gaps";
import { Layer, type Paint } from "./Layer";
import styles from "./Minimap.module.css";
import { draw, marksOf } from "./picture";
import { type Extent, scaleOf, toPixel, toTime } from "./scale";

interface MinimapProps {
  table: SpanTable;
  tree: Tree;
  bounds: Extent;
  shown: Extent;
  clock: Clock;
  found: ReadonlySet<number> | null;
  onShow: (extent: Extent) => void;
}

const HEIGHT_PX = 48;
/** A press that moves less is a click, which shows everything again. */
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
 * The whole session at once; a part of its time is chosen by dragging. For the pointer only: the
 * zoom buttons and keys do the same.
 */
export function Minimap({ table, tree, bounds, shown, clock, found, onShow }: MinimapProps) {
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
  const marks = useMemo(
    () => [[colours.accent, marksOf(found, table, scale)] as const],
    [found, table, scale, colours],
  );
  const pixelOf = ({ clientX }: PointerEvent) =>
    Math.max(0, Math.min(width, clientX - (box.current?.getBoundingClientRect().left ?? 0)));
  const { brushed, handlers } = useBrush({
    placeOf: pixelOf,
    onRelease: (from, to) =>
      onShow(
        to - from < MIN_DRAG_PX ? bounds : { from: toTime(scale, from), to: toTime(scale, to) },
      ),
  });
  const marked = brushed ?? { from: toPixel(scale, shown.from), to: toPixel(scale, shown.to) };
  return (
    <div
      ref={box}
      className={styles.minimap}
      aria-hidden="true"
      title="Drag to zoom, click to show everything"
      {...handlers}
    >
      <Layer className={styles.canvas} width={width} height={HEIGHT_PX} paints={spans} />
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
