/**
 * The picture of a whole session at once: a rectangle for each span, grouped by colour. Where
 * several rows share a pixel, touching spans of one kind are merged into one rectangle: they could
 * not be told apart.
 */

import { endOf, type SpanTable } from "../model/spans";
import type { Tree } from "../model/tree";
import { type Scale, toPixel } from "./scale";

export const MARKS_PX = 6;

const MAX_ROW_PX = 4;

export type Rectangle = [x: number, y: number, width: number, height: number];

interface Picture {
  /** The spans by operation kind. */
  bars: Map<string, Rectangle[]>;
  /** A mark above each failed span. */
  errors: Rectangle[];
}

export function draw(table: SpanTable, tree: Tree, scale: Scale, height: number): Picture {
  const picture: Picture = { bars: new Map(), errors: [] };
  const room = height - MARKS_PX;
  const step = Math.min(MAX_ROW_PX, room / Math.max(1, table.count));
  for (const row of tree.order) {
    if (row >= table.spanCount) continue;
    const x = toPixel(scale, table.starts[row] as number);
    const width = Math.max(1, toPixel(scale, endOf(table, row)) - x);
    const above = (tree.position[row] as number) * step;
    const y = MARKS_PX + (step < 1 ? Math.floor(above) : above);
    const kind = table.kindOf(row);
    const bars = picture.bars.get(kind) ?? [];
    const last = bars.at(-1);
    if (step < 1 && last && last[1] === y && x >= last[0] && x <= last[0] + last[2] + 1) {
      last[2] = Math.max(last[2], x + width - last[0]);
    } else {
      bars.push([x, y, width, Math.max(1, step - 1)]);
    }
    picture.bars.set(kind, bars);
    if (table.statuses[row] === "error") picture.errors.push(markAt(x));
  }
  return picture;
}

/** Return a mark above each span that a search found. */
export function marksOf(
  found: ReadonlySet<number> | null,
  table: SpanTable,
  scale: Scale,
): Rectangle[] {
  return [...(found ?? [])]
    .filter((row) => row < table.spanCount)
    .map((row) => markAt(toPixel(scale, table.starts[row] as number)));
}

/** Return a rule of full height at each of the times. */
export function rulesAt(times: readonly number[], scale: Scale, height: number): Rectangle[] {
  return times.map((time) => [Math.round(toPixel(scale, time)), 0, 1, height]);
}

/** The size from a time on, until the next level. */
export interface Level {
  at: number;
  size: number;
}

/** Draw sizes as steps, the largest at the top; each lasts until the next, the last to the end. */
export function stepsOf(levels: readonly Level[], scale: Scale, height: number): Rectangle[] {
  const largest = levels.reduce((most, { size }) => Math.max(most, size), 0);
  if (!(largest > 0)) return [];
  const room = height - MARKS_PX - 1;
  const yOf = ({ size }: Level) => MARKS_PX + Math.round(room * (1 - size / largest));
  return levels.flatMap((level, index) => {
    const x = toPixel(scale, level.at);
    const next = levels[index + 1];
    const end = next ? toPixel(scale, next.at) : scale.width;
    const y = yOf(level);
    const before = levels[index - 1];
    const from = before ? yOf(before) : y;
    const step: Rectangle = [x, Math.min(y, from), 1, Math.abs(y - from) + 1];
    return [step, [x, y, Math.max(1, end - x), 1]];
  });
}

function markAt(x: number): Rectangle {
  return [x, 0, 2, MARKS_PX - 1];
}
