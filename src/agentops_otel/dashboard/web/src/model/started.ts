/** The usual ranges of time, as a filter's term about the start of a session. */

import { hasField, withoutField } from "./facets";
import { addTerm, splitTerms } from "./filter";

export const RANGES = [
  { term: "start:>-1h", title: "Last hour" },
  { term: "start:>-24h", title: "Last 24 hours" },
  { term: "start:>-7d", title: "Last 7 days" },
  { term: "start:>-30d", title: "Last 30 days" },
] as const;

/** Another range, of the filter line or the histogram. */
export const OTHER = "other";

/** Return the term of the range that a filter selects; empty: any time. */
export function rangeOf(filter: string): string {
  if (!hasField(filter, "start")) return "";
  const terms = splitTerms(filter).filter((each) => each.startsWith("start:"));
  const known = RANGES.find(({ term }) => term === terms[0]);
  return known && terms.length === 1 && !splitTerms(filter).includes("OR") ? known.term : OTHER;
}

export function chooseRange(filter: string, term: string): string {
  const rest = withoutField(filter, "start");
  return term ? addTerm(rest, term) : rest;
}
