import { useState } from "react";
import { chooseValue, FACETS, type Facet, type FacetField, isChosen } from "../model/facets";
import { formatCompact, formatCount } from "../model/numbers";
import styles from "./Facets.module.css";

const SHOWN = 6;

interface FacetsProps {
  facets: Record<FacetField, Facet>;
  filter: string;
  onFilter: (q: string) => void;
}

/** The values that sessions have, with how many have them; a click narrows the filter. */
export function Facets({ facets, filter, onFilter }: FacetsProps) {
  return (
    <section aria-label="Facets">
      {FACETS.map((facet) => (
        <FacetGroup
          key={facet.field}
          title={facet.title}
          values={facets[facet.field]}
          isChosen={(value) => isChosen(filter, facet.field, value)}
          onChoose={(value) => onFilter(chooseValue(filter, facet, value))}
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
        <button type="button" className={styles.more} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? "Show fewer" : `Show ${formatCount(hidden)} more`}
        </button>
      ) : null}
    </fieldset>
  );
}
