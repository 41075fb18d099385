import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { facetsQuery } from "../api/queries";
import { FACETS, type Facet, type FacetField, withoutField } from "../model/facets";
import type { KnownValues } from "../model/suggest";

export interface CountedFacets {
  values: Record<FacetField, Facet>;
  /** The filter that the values were counted under. */
  filter: string;
}

export interface AskedFacets extends CountedFacets {
  /** Why the values are not those of the filter. */
  error: Error | null;
  /** Retry what failed. */
  retry: () => void;
}

const NONE: Facet = [];
const NOTHING: CountedFacets = { values: byField(() => NONE), filter: "" };

/**
 * Return how many sessions have which value. Each facet is counted under the rest of the filter, so
 * that a selected value is shown beside its alternatives. Until all facets have been counted under
 * a new filter, the previous counts stay. `accepted` is null while no filter has been accepted.
 */
export function useFacets(accepted: string | null, isWanted = true): AskedFacets {
  const filter = accepted ?? "";
  const asked = FACETS.map(({ field }) => withoutField(filter, field));
  const isKnown = isWanted && accepted !== null;
  const distinct = [...new Set(asked)];
  const answers = useQueries({
    queries: distinct.map((q) => ({ ...facetsQuery(q), enabled: isKnown })),
  });
  const [last, setLast] = useState(NOTHING);
  const isComplete = isKnown && answers.every(({ data }) => data);
  const valuesOf = (field: FacetField, index: number) =>
    answers[distinct.indexOf(asked[index] as string)]?.data?.[field] ?? NONE;
  const counted = isComplete ? { values: byField(valuesOf), filter } : last;
  if (isComplete && !isSame(counted, last)) setLast(counted);
  const failed = answers.filter(({ data, error }) => error && !data);
  return {
    ...counted,
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const { refetch } of failed) void refetch();
    },
  };
}

function byField(valuesOf: (field: FacetField, index: number) => Facet) {
  return Object.fromEntries(
    FACETS.map(({ field }, index) => [field, valuesOf(field, index)]),
  ) as Record<FacetField, Facet>;
}

function isSame(one: CountedFacets, other: CountedFacets): boolean {
  return (
    one.filter === other.filter &&
    FACETS.every(({ field }) => one.values[field] === other.values[field])
  );
}

/** Return the values to suggest for a field that is a facet. */
export function valuesOfFacets({ values }: CountedFacets): KnownValues {
  return (field) => (field in values ? values[field as FacetField] : []);
}
