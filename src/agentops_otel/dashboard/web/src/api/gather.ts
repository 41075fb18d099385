/** What changed since it was last told of. */
export interface Changes {
  sessionIds: Set<string>;
  /** Anything may have changed, also what is of no single session. */
  isEverything: boolean;
}

/** Tell of changes at once, but never more often than every `restMs`: what comes between waits. */
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
