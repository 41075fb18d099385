import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { facetsQuery } from "../api/queries";
import { FACETS, type Facet, MOST_VALUES } from "../model/facets";
import { addTerm, containing } from "../model/filter";

/** Sessions with the wanted value have others too, of which it need not be among the first. */
const MOST_BESIDE = 500;
const NONE: Facet = [];

/**
 * Return the known values of a field, and those with the text in them that are too rare to be
 * known: a facet lists only the most frequent.
 */
export function useValuesLike(name: string, text: string, known: Facet, filter: string): Facet {
  const field = FACETS.find((facet) => facet.field === name)?.field;
  const isWanted = field !== undefined && text !== "" && known.length >= MOST_VALUES;
  const answer = useQuery({
    ...facetsQuery(isWanted ? addTerm(filter, containing(field, text)) : "", MOST_BESIDE),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  const found = (isWanted && answer.data?.[field]) || NONE;
  const names = new Set(known.map(({ value }) => value));
  return [...known, ...found.filter(({ value }) => !names.has(value))];
}
