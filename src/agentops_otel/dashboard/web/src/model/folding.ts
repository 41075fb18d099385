/** Which rows are folded: all from a depth on, with exceptions for single rows. */

export interface Folding {
  /** Rows of this depth and deeper are folded; null: none. */
  level: number | null;
  /** Ids of spans folded above the level, or unfolded at or below it. */
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

/** Return a row's depth, and whether it is a group, which no level folds. */
type PlaceOf = (id: string) => { depth: number; isGroup: boolean };

/** Fold the rows at `depth`, the deepest that are unfolded on display. */
export function foldDepth(folding: Folding, depth: number, placeOf: PlaceOf): Folding {
  const isAbove = (id: string) => placeOf(id).depth < depth;
  return {
    level: Math.min(folding.level ?? depth, depth),
    exceptions: new Set([...folding.exceptions].filter(isAbove)),
  };
}

/** Unfold the rows at `depth`, the shallowest that are folded on display. */
export function unfoldDepth(folding: Folding, depth: number, placeOf: PlaceOf): Folding {
  const level = folding.level ?? Number.POSITIVE_INFINITY;
  const staysAsItIs = (id: string) => {
    const place = placeOf(id);
    return place.isGroup || place.depth < Math.min(level, depth) || place.depth > depth;
  };
  return {
    level: level <= depth ? depth + 1 : folding.level,
    exceptions: new Set([...folding.exceptions].filter(staysAsItIs)),
  };
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
