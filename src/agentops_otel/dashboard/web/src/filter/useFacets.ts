import { useQueries } from "@tanstack/react-query";
import { facetsQuery } from "../api/queries";
import { FACETS, type Facet, type FacetField, withoutField } from "../model/facets";
import type { KnownValues } from "../model/suggest";

/**
 * How many sessions have which value. Each facet counts under the rest of the filter, so that a
 * chosen value can be seen beside those it may be changed for.
 */
export function useFacets(filter: string, isWanted: boolean): Record<FacetField, Facet> {
  const asked = FACETS.map(({ field }) => withoutField(filter, field));
  const distinct = [...new Set(asked)];
  const answers = useQueries({
    queries: distinct.map((q) => ({ ...facetsQuery(q), enabled: isWanted })),
  });
  return Object.fromEntries(
    FACETS.map(({ field }, index) => {
      const answer = answers[distinct.indexOf(asked[index] as string)];
      return [field, answer?.data?.[field] ?? []];
    }),
  ) as Record<FacetField, Facet>;
}

/** The values to suggest for a field that is a facet. */
export function valuesOfFacets(facets: Record<FacetField, Facet>): KnownValues {
  return (field) => (field in facets ? facets[field as FacetField] : []);
}
