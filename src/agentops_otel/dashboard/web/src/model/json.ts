/** The size of a value as JSON, measured only as far as it matters. */

/** Return whether a value takes at most about `chars` characters as JSON; reads little more. */
export function fits(value: unknown, chars: number): boolean {
  let left = chars;
  const waiting: unknown[] = [value];
  while (waiting.length > 0 && left >= 0) {
    const next = waiting.pop();
    if (typeof next === "string") {
      left -= next.length + 2;
    } else if (typeof next === "object" && next !== null) {
      left -= 2;
      for (const key in next) {
        if (left < 0) break;
        left -= Array.isArray(next) ? 1 : key.length + 3;
        waiting.push((next as Record<string, unknown>)[key]);
      }
    } else {
      left -= 5;
    }
  }
  return left >= 0;
}
