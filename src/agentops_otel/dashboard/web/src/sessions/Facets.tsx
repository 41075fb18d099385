import { useState } from "react";
import type { AskedFacets } from "../filter/useFacets";
import { chooseValue, FACETS, type Facet, isChosen } from "../model/facets";
import { formatCompact, formatCount } from "../model/numbers";
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
}

/** The values that sessions have, with their counts; a click narrows the filter. */
export function Facets({ facets, filter, isRefused, onFilter }: FacetsProps) {
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
}

function FacetGroup({ title, values, isChosen, onChoose }: FacetGroupProps) {
  const [isWhole, setIsWhole] = useState(false);
  if (values.length === 0) return null;
  const shown = values.filter(({ value }, index) => isWhole || index < SHOWN || isChosen(value));
  const hidden = values.length - shown.length;
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {shown.map(({ value, count }) => (
        <label key={value} className={styles.value}>
          <input type="checkbox" checked={isChosen(value)} onChange={() => onChoose(value)} />
          <span title={value}>{value}</span>
          <small title={formatCount(count)}>{formatCompact(count)}</small>
        </label>
      ))}
      {hidden > 0 || isWhole ? (
        <TextButton className={styles.more} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? "Show fewer" : `Show ${formatCount(hidden)} more`}
        </TextButton>
      ) : null}
    </fieldset>
  );
}
