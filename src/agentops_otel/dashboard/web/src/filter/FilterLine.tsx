import {
  type ReactNode,
  type RefObject,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import type { ApiError } from "../api/client";
import { type Facet, withoutField } from "../model/facets";
import { addTerm, removeTerm, splitTerms } from "../model/filter";
import type { KnownValues } from "../model/suggest";
import { useHotkeys } from "../page/hotkeys";
import { IconButton } from "../ui/Button";
import { CloseIcon, SearchIcon } from "../ui/icons";
import { useDraft } from "../ui/useDraft";
import { FilterInput } from "./FilterInput";
import styles from "./FilterLine.module.css";
import { FilterProblem } from "./FilterProblem";
import { type CountedFacets, valuesOfFacets } from "./useFacets";
import { useValuesLike } from "./useValuesLike";

/** What others may do with the line. */
export interface FilterLineHandle {
  /** Add the beginning of a term, to be ended by hand. */
  begin: (text: string) => void;
}

interface FilterLineProps {
  ref?: RefObject<FilterLineHandle | null>;
  /** The filter in force, from the address. */
  applied: string;
  refusal: ApiError | null;
  /** The facets, whose values are suggested. */
  facets: CountedFacets;
  /** What narrows the filter by a choice, beside the line. */
  beside?: ReactNode;
  onApply: (q: string) => void;
}

const EXAMPLE = 'tag:production state:error duration:>30s "free text"';

/** The filter as text: Enter writes it to the address, from which the list is queried. */
export function FilterLine({ ref, applied, refusal, facets, beside, onApply }: FilterLineProps) {
  const [draft, setDraft] = useDraft(applied);
  const input = useRef<HTMLInputElement>(null);
  const problemId = useId();
  const [asked, setAsked] = useState({ field: "", text: "" });
  const knownOf = valuesOfFacets(facets);
  const like = useValuesLike(
    asked.field,
    asked.text,
    knownOf(asked.field) as Facet,
    withoutField(facets.filter, asked.field),
  );
  const valuesOf: KnownValues = (field) => (field === asked.field ? like : knownOf(field));
  useHotkeys("Filter", [{ keys: ["/"], label: "Filter", run: () => input.current?.select() }]);

  useImperativeHandle(ref, () => ({
    begin: (text) => {
      setDraft(addTerm(draft, text));
      input.current?.focus();
    },
  }));

  const problem = refusal?.isAboutFilter ? refusal : null;
  const apply = (q: string) => {
    setDraft(q);
    onApply(q);
  };
  // The pressed button disappears with the term it changes; the input stays.
  const applyFromButton = (q: string) => {
    apply(q);
    input.current?.focus();
  };
  return (
    <search className={styles.filter}>
      <div className={styles.row}>
        <form
          className={styles.line}
          onSubmit={(event) => {
            event.preventDefault();
            apply(draft.trim());
          }}
        >
          <SearchIcon />
          <FilterInput
            ref={input}
            label="Filter sessions"
            placeholder={EXAMPLE}
            grain="session"
            valuesOf={valuesOf}
            value={draft}
            onChange={setDraft}
            onWord={(field, text) => setAsked({ field: field ?? "", text })}
            onEscape={() => input.current?.blur()}
            problemId={problem ? problemId : undefined}
          />
          {draft !== applied ? <kbd className={styles.hint}>Enter</kbd> : null}
          {draft || applied ? (
            <IconButton label="Clear the filter" onPress={() => applyFromButton("")}>
              <CloseIcon />
            </IconButton>
          ) : null}
        </form>
        {beside}
      </div>
      <div id={problemId}>
        {problem ? (
          <FilterProblem filter={applied} problem={problem} onApply={applyFromButton} />
        ) : null}
      </div>
      {applied && !problem ? <Terms filter={applied} onApply={applyFromButton} /> : null}
    </search>
  );
}

/** The terms of the filter; a click removes one. */
function Terms({ filter, onApply }: { filter: string; onApply: (q: string) => void }) {
  const terms = splitTerms(filter);
  if (terms.length < 2 || terms.includes("OR")) return null;
  return (
    <ul className={styles.terms} aria-label="Parts of the filter">
      {[...new Set(terms)].map((term) => (
        <li key={term}>
          <button type="button" onClick={() => onApply(removeTerm(filter, term))}>
            <span className="visually-hidden">Remove </span>
            {term}
            <CloseIcon size={12} />
          </button>
        </li>
      ))}
    </ul>
  );
}
