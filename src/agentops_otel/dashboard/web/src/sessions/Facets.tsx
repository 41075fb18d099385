import { useState } from "react";
import type { AskedFacets } from "../filter/useFacets";
import {
  chooseValue,
  FACETS,
  type Facet,
  type FacetField,
  isChosen,
  MOST_VALUES,
} from "../model/facets";
import { formatCompact, formatCount } from "../model/numbers";
import { readable } from "../model/visible";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { TextButton } from "../ui/TextButton";
import styles from "./Facets.module.css";

const SHOWN = 6;

interface FacetsProps {
  facets: AskedFacets;
  filter: string;
  /** Whether the filter is invalid; a click then starts from the last valid one. */
  isRefused: boolean;
  onFilter: (q: string) => void;
  /** Begin a term of a field, to be ended by hand. */
  onBegin: (field: FacetField) => void;
}

/** The values that sessions have, with their counts; a click narrows the filter. */
export function Facets({ facets, filter, isRefused, onFilter, onBegin }: FacetsProps) {
  const isStale = facets.filter !== filter;
  const base = isRefused ? facets.filter : filter;
  return (
    <section
      className={styles.facets}
      aria-label="Facets"
      aria-busy={isStale && !isRefused}
      data-stale={isStale || undefined}
    >
      {facets.error ? (
        <Notice title="The facets could not be counted">
          <p>{facets.error.message}</p>
          <Button onPress={facets.retry}>Try again</Button>
        </Notice>
      ) : null}
      {FACETS.map((facet) => (
        <FacetGroup
          key={facet.field}
          title={facet.title}
          values={facets.values[facet.field]}
          isChosen={(value) => isChosen(base, facet.field, value)}
          onChoose={(value) => onFilter(chooseValue(base, facet, value))}
          onBegin={() => onBegin(facet.field)}
        />
      ))}
    </section>
  );
}

interface FacetGroupProps {
  title: string;
  values: Facet;
  isChosen: (value: string) => boolean;
  onChoose: (value: string) => void;
  onBegin: () => void;
}

function FacetGroup({ title, values, isChosen, onChoose, onBegin }: FacetGroupProps) {
  const [isWhole, setIsWhole] = useState(false);
  if (values.length === 0) return null;
  const listed = values.slice(0, MOST_VALUES);
  const hasOthers = values.length > listed.length;
  const shown = listed.filter(({ value }, index) => isWhole || index < SHOWN || isChosen(value));
  const hidden = listed.length - shown.length;
  const offer = hasOthers
    ? `Show the ${MOST_VALUES} most frequent`
    : `Show ${formatCount(hidden)} more`;
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {shown.map(({ value, count }) => (
        <label key={value} className={styles.value}>
          <input type="checkbox" checked={isChosen(value)} onChange={() => onChoose(value)} />
          <span title={readable(value)}>{readable(value)}</span>
          <small title={formatCount(count)}>{formatCompact(count)}</small>
        </label>
      ))}
      {isWhole && hasOthers ? (
        <p className={styles.others}>
          There are more than these.
          <TextButton className={styles.more} onClick={onBegin}>
            Filter by another
          </TextButton>
        </p>
      ) : null}
      {hidden > 0 || isWhole ? (
        <TextButton className={styles.more} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? "Show fewer" : offer}
        </TextButton>
      ) : null}
    </fieldset>
  );
}
