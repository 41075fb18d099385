/** The fields whose values are counted, and how a click on a value edits the filter. */

import type { WireFacets } from "../api/wire";
import { addTerm, removeTerm, splitTerms, term } from "./filter";

/** `isSingle`: a session has one value, so only one can be selected. */
export const FACETS = [
  { field: "state", title: "State", isSingle: true },
  { field: "tag", title: "Tags", isSingle: false },
  { field: "model", title: "Models", isSingle: false },
  { field: "agent", title: "Agents", isSingle: false },
  { field: "tool", title: "Tools", isSingle: false },
  { field: "error", title: "Errors", isSingle: false },
  { field: "service", title: "Services", isSingle: false },
  { field: "user", title: "Users", isSingle: true },
] as const;

export type FacetField = (typeof FACETS)[number]["field"];

interface FacetValue {
  value: string;
  count: number;
}

/** From the most frequent value on: up to `MOST_VALUES`, and one more that tells of others. */
export type Facet = FacetValue[];

export const MOST_VALUES = 50;

/** The longest text that values can be asked for by, in characters. */
export const MOST_TYPED = 256;

export function toFacets(wire: WireFacets): Record<FacetField, Facet> {
  return Object.fromEntries(
    FACETS.map(({ field }) => [
      field,
      (wire.facets[field] ?? []).map(({ value, session_count }) => ({
        value,
        count: session_count,
      })),
    ]),
  ) as Record<FacetField, Facet>;
}

/** Return whether a filter has a top-level term for a field. */
export function hasField(filter: string, field: string): boolean {
  return splitTerms(filter).some((each) => each.startsWith(`${field}:`));
}

/** Return the filter without its top-level terms for a field. */
export function withoutField(filter: string, field: string): string {
  const terms = splitTerms(filter);
  if (terms.includes("OR")) return filter;
  return terms.filter((each) => !each.startsWith(`${field}:`)).join(" ");
}

export function isChosen(filter: string, field: string, value: string): boolean {
  const terms = splitTerms(filter);
  return !terms.includes("OR") && terms.includes(term(field, value));
}

/** Select or deselect a value; in a single-valued field a new value replaces the old one. */
export function chooseValue(
  filter: string,
  { field, isSingle }: { field: string; isSingle: boolean },
  value: string,
): string {
  const wanted = term(field, value);
  if (isChosen(filter, field, value)) return removeTerm(filter, wanted);
  return addTerm(isSingle ? withoutField(filter, field) : filter, wanted);
}
