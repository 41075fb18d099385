/** Edits of a filter's text. Only the server parses it; here whole terms are added or removed. */

const PLAIN_VALUE = /^[\p{L}\p{N}_./@#:+-]+$/u;

/** Write a value as the filter language does: bare where that is safe, else in quotes. */
export function quoteValue(value: string): string {
  if (PLAIN_VALUE.test(value)) return value;
  return `"${value.replace(/[\\"]/g, "\\$&")}"`;
}

export function term(field: string, value: string): string {
  return `${field}:${quoteValue(value)}`;
}

/** Write a term that finds the values with a text in them. */
export function containing(field: string, text: string): string {
  return `${field}:*${text.replace(/[\s()"\\*]/g, "\\$&")}*`;
}

/** Write a term for an attribute of a span, whose key may hold any character. */
export function attributeTerm(key: string, value: string): string {
  return `attr.${key.replace(/[\s:()"\\]/g, "\\$&")}:${quoteValue(value)}`;
}

/** Split the filter into its top-level terms, with quoted text and parentheses kept together. */
export function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let current = "";
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\\") {
      current += char + text.charAt(++at);
      continue;
    }
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === "(") depth++;
    else if (!quoted && char === ")") depth--;
    if (/\s/.test(char) && !quoted && depth <= 0) {
      if (current) terms.push(current);
      current = "";
    } else {
      current += char;
    }
  }
  return current ? [...terms, current] : terms;
}

/**
 * Narrow a filter by a term.
 *
 * AND binds tighter than OR, so a filter with alternatives is put into parentheses first.
 */
export function addTerm(text: string, added: string): string {
  const terms = splitTerms(text);
  if (terms.includes(added) && !terms.includes("OR")) return terms.join(" ");
  if (terms.includes("OR")) return `(${text.trim()}) ${added}`;
  return [...terms, added].join(" ");
}

export function removeTerm(text: string, removed: string): string {
  return splitTerms(text)
    .filter((each) => each !== removed)
    .join(" ");
}
