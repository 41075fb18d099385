/** Changes since the last report. */
export interface Changes {
  sessionIds: Set<string>;
  /** Anything may have changed, including what belongs to no single session. */
  isEverything: boolean;
}

/** Report changes at once, but at most every `restMs` milliseconds; those in between wait. */
export function gatherer(tell: (changes: Changes) => void, restMs: number) {
  let waiting: Changes | null = null;
  let rest: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    rest = null;
    if (!waiting) return;
    const changes = waiting;
    waiting = null;
    rest = setTimeout(flush, restMs);
    tell(changes);
  };
  return (sessionIds: readonly string[], isEverything = false) => {
    waiting ??= { sessionIds: new Set(), isEverything: false };
    for (const id of sessionIds) waiting.sessionIds.add(id);
    waiting.isEverything ||= isEverything;
    if (rest === null) flush();
  };
}
