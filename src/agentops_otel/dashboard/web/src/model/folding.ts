/** Which rows are folded: all from a depth on, and single ones otherwise than their depth says. */

export interface Folding {
  /** Rows of this depth and deeper are folded; null: none. */
  level: number | null;
  /** Ids of spans that are folded where the level leaves them open, or open where it folds them. */
  exceptions: ReadonlySet<string>;
}

export function isFolded(folding: Folding, depth: number, id: string): boolean {
  const byLevel = folding.level !== null && depth >= folding.level;
  return folding.exceptions.size > 0 && folding.exceptions.has(id) ? !byLevel : byLevel;
}

export function toggleFold(folding: Folding, id: string): Folding {
  const exceptions = new Set(folding.exceptions);
  if (!exceptions.delete(id)) exceptions.add(id);
  return { ...folding, exceptions };
}

/** Show one level more (`by` 1) or less (-1) of a tree of that depth. */
export function shiftLevel(folding: Folding, by: 1 | -1, deepest: number): Folding {
  const level = Math.max(0, (folding.level ?? deepest) + by);
  return { level: level >= deepest ? null : level, exceptions: new Set() };
}

export function readFolding(level: number | undefined, fold: string | undefined): Folding {
  return { level: level ?? null, exceptions: new Set(fold?.split(",").filter(Boolean)) };
}

export function writeFolding({ level, exceptions }: Folding): { level?: number; fold?: string } {
  return {
    ...(level === null ? {} : { level }),
    ...(exceptions.size === 0 ? {} : { fold: [...exceptions].join(",") }),
  };
}
