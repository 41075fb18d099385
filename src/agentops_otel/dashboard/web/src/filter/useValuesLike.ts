import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { valuesQuery } from "../api/queries";
import { FACETS, type Facet, MOST_TYPED, MOST_VALUES } from "../model/facets";

const NONE: Facet = [];

/**
 * Return the known values of a field, and those with the text in them that are too rare to be
 * known: a facet lists only the most frequent.
 */
export function useValuesLike(name: string, text: string, known: Facet, filter: string): Facet {
  const field = FACETS.find((facet) => facet.field === name)?.field;
  const isTyped = text !== "" && text.length <= MOST_TYPED;
  const isWanted = field !== undefined && isTyped && known.length >= MOST_VALUES;
  const answer = useQuery({
    ...valuesQuery(filter, field ?? "tag", text),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  const found = (isWanted && answer.data) || NONE;
  const names = new Set(known.map(({ value }) => value));
  return [...known, ...found.filter(({ value }) => !names.has(value))];
}
