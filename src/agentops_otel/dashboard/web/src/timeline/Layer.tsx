import { useEffect, useRef } from "react";
import type { Rectangle } from "./picture";

/** Rectangles of one colour. */
export type Paint = readonly [colour: string, rectangles: readonly Rectangle[]];

interface LayerProps {
  className: string | undefined;
  width: number;
  height: number;
  paints: readonly Paint[];
}

/** A canvas of its own, so that redrawing others does not redraw it. */
export function Layer({ className, width, height, paints }: LayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || width === 0) return;
    const density = window.devicePixelRatio;
    canvas.current.width = width * density;
    canvas.current.height = height * density;
    context.scale(density, density);
    for (const [colour, rectangles] of paints) {
      context.fillStyle = colour;
      for (const rectangle of rectangles) context.fillRect(...rectangle);
    }
  }, [paints, width, height]);
  return <canvas ref={canvas} className={className} />;
}
