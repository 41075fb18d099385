/** The words of a search, to be highlighted in texts. */

import { splitTerms } from "./filter";

/** Terms of a field, such as `kind:tool`; quoted text may hold a colon. */
const FIELD = /^[\w.]+:/;

const NOT_BEFORE = "(?<![\\p{L}\\p{N}_])";
const NOT_AFTER = "(?![\\p{L}\\p{N}_])";

/** Return a pattern for the words of a search, whole and in any case; null if it has none. */
export function wordPattern(find: string): RegExp | null {
  const words = splitTerms(find.replace(/[()]/g, " "))
    .filter((term) => !/^(OR|AND|NOT)$/.test(term) && !term.startsWith("-") && !FIELD.test(term))
    .map((term) => term.replace(/^"|"$/g, "").trim())
    .filter(Boolean);
  if (words.length === 0) return null;
  const alternatives = words.map((word) => word.split(/\s+/).map(escaped).join("\\s+"));
  return new RegExp(`${NOT_BEFORE}(?:${alternatives.join("|")})${NOT_AFTER}`, "giu");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
