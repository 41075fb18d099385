import { useId, useMemo, useRef } from "react";
import { FilterInput } from "../filter/FilterInput";
import { FilterProblem } from "../filter/FilterProblem";
import { formatCount } from "../model/numbers";
import type { SpanTable } from "../model/spans";
import type { KnownValues } from "../model/suggest";
import { useHotkeys } from "../page/hotkeys";
import { IconButton } from "../ui/Button";
import { ArrowDownIcon, ArrowUpIcon, CloseIcon, SearchIcon } from "../ui/icons";
import { useDraft } from "../ui/useDraft";
import styles from "./FindLine.module.css";
import { focusRows } from "./focus";
import type { SpanView } from "./useSpanView";

interface FindLineProps {
  table: SpanTable;
  view: SpanView;
}

/** Search within the session: matches are counted and stepped through, the rest is dimmed. */
export function FindLine({ table, view }: FindLineProps) {
  const [draft, setDraft] = useDraft(view.find);
  const input = useRef<HTMLInputElement>(null);
  const problemId = useId();
  const known = useMemo(() => valuesOf(table), [table]);
  useHotkeys("Session", [
    { keys: ["/"], label: "Find in the session", run: () => input.current?.select() },
  ]);
  const apply = (find: string) => {
    setDraft(find);
    view.setFind(find);
  };
  const submit = () => {
    const find = draft.trim();
    if (find && find === view.find) view.stepFound(1);
    else apply(find);
  };
  return (
    <search className={styles.find} data-found={view.found !== null || undefined}>
      <form
        className={styles.line}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <SearchIcon />
        <FilterInput
          ref={input}
          label="Find in the session"
          placeholder="Find: words, kind:tool"
          grain="span"
          valuesOf={known}
          value={draft}
          onChange={setDraft}
          onEscape={() => {
            apply("");
            focusRows();
          }}
          problemId={view.findRefusal ? problemId : undefined}
        />
        <span className={styles.count} role="status">
          {view.found ? countOf(view) : ""}
        </span>
        {view.found ? (
          <>
            <IconButton label="Previous match" onPress={() => view.stepFound(-1)}>
              <ArrowUpIcon />
            </IconButton>
            <IconButton label="Next match" onPress={() => view.stepFound(1)}>
              <ArrowDownIcon />
            </IconButton>
          </>
        ) : null}
        {draft || view.find ? (
          <IconButton
            label="Clear the search"
            onPress={() => {
              apply("");
              input.current?.focus();
            }}
          >
            <CloseIcon />
          </IconButton>
        ) : null}
      </form>
      <div id={problemId} className={styles.problem}>
        {view.findRefusal ? (
          <FilterProblem filter={view.find} problem={view.findRefusal} onApply={apply} />
        ) : null}
      </div>
    </search>
  );
}

function countOf({ foundRows, selected, isFindCapped, unshownCount }: SpanView): string {
  const total = formatCount(foundRows.length);
  const rest = unshownCount > 0 ? `, ${formatCount(unshownCount)} not shown` : "";
  const place = foundRows.indexOf(selected);
  if (place >= 0) {
    return `${formatCount(place + 1)} of ${isFindCapped ? "the first " : ""}${total}${rest}`;
  }
  return `${isFindCapped ? `first ${total}` : `${total} found`}${rest}`;
}

/** Return the names, kinds and services of the session itself, with their counts. */
function valuesOf(table: SpanTable): KnownValues {
  const read: Record<string, (row: number) => string> = {
    name: table.nameOf,
    kind: table.kindOf,
    service: table.serviceOf,
  };
  const counted = new Map<string, ReturnType<KnownValues>>();
  return (field) => {
    const readOf = read[field];
    if (!readOf) return [];
    const known = counted.get(field) ?? countsOf(table, readOf);
    counted.set(field, known);
    return known;
  };
}

function countsOf(table: SpanTable, readOf: (row: number) => string): ReturnType<KnownValues> {
  const counts = new Map<string, number>();
  for (let row = 0; row < table.spanCount; row++) {
    const value = readOf(row);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}
