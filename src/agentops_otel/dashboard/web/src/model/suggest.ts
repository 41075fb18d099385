/** Suggestions for the word at the cursor of a filter: a field, or a value of one. */

import fields from "./fields.json";
import { term } from "./filter";
import { formatCount } from "./numbers";

interface Field {
  name: string;
  type: string;
  description: string;
  choices: string[];
}

export type Grain = keyof typeof fields;

interface Suggestion {
  /** What replaces the word. */
  text: string;
  /** Its meaning, or its frequency. */
  note: string;
}

/** The word at the cursor: its position, and the field and value typed so far. */
interface Word {
  from: number;
  to: number;
  isNegated: boolean;
  /** Null until a colon is typed. */
  field: string | null;
  text: string;
}

/** The known values of a field, the most frequent first. */
export type KnownValues = (field: string) => readonly { value: string; count: number }[];

const MAX_SUGGESTIONS = 12;

const EXAMPLES: Record<string, [string, string][]> = {
  duration: [
    [">30s", "longer than half a minute"],
    ["<1s", "shorter than a second"],
    ["1m..5m", "from one to five minutes"],
  ],
  time: [
    [">-1h", "within the last hour"],
    [">-24h", "within the last day"],
    [">-7d", "within the last week"],
  ],
  cost: [
    [">=0.1", "at least 10 cents"],
    [">1", "more than a dollar"],
    ["*", "whose cost is known"],
  ],
  count: [
    [">0", "at least one"],
    [">10k", "more than ten thousand"],
  ],
};

export function wordAt(filter: string, cursor: number): Word {
  let from = cursor;
  while (from > 0 && !/[\s()]/.test(filter.charAt(from - 1))) from--;
  let to = cursor;
  while (to < filter.length && !/[\s()]/.test(filter.charAt(to))) to++;
  const isNegated = filter.charAt(from) === "-";
  if (isNegated) from++;
  const typed = filter.slice(from, Math.max(from, cursor));
  const colon = typed.indexOf(":");
  return {
    from,
    to,
    isNegated,
    field: colon < 0 ? null : typed.slice(0, colon),
    text: colon < 0 ? typed : typed.slice(colon + 1).replace(/^"/, ""),
  };
}

export function suggest(word: Word, grain: Grain, valuesOf: KnownValues): Suggestion[] {
  const known: Field[] = fields[grain];
  const found =
    word.field === null
      ? fieldsLike(word.text, known)
      : valuesLike(word.text, word.field, known, valuesOf);
  return found.slice(0, MAX_SUGGESTIONS);
}

function fieldsLike(text: string, known: Field[]): Suggestion[] {
  const wanted = text.toLowerCase();
  return known
    .filter(({ name }) => name.startsWith(wanted))
    .map(({ name, description }) => ({
      text: name.endsWith(".") ? name : `${name}:`,
      note: description.replaceAll("`", ""),
    }));
}

function valuesLike(
  text: string,
  name: string,
  known: Field[],
  valuesOf: KnownValues,
): Suggestion[] {
  const field = known.find((each) => each.name === name);
  if (!field) return [];
  const wanted = text.toLowerCase();
  const isWanted = (value: string) => value.toLowerCase().includes(wanted) && value !== text;
  const values = valuesOf(name);
  // Only values that may be shown are quoted: a session has up to as many names as spans.
  const likely = values
    .filter(({ value }) => isWanted(value))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ value, count }) => ({
      text: term(name, value),
      note: formatCount(count),
    }));
  const choices = field.choices
    .filter((choice) => isWanted(choice) && !values.some(({ value }) => value === choice))
    .map((choice) => ({ text: `${name}:${choice}`, note: "" }));
  const examples = (EXAMPLES[field.type] ?? [])
    .filter(([value]) => isWanted(value))
    .map(([value, note]) => ({ text: `${name}:${value}`, note }));
  return [...likely, ...choices, ...examples];
}

/** Replace the word by a suggestion; the cursor goes after it. */
export function accept(filter: string, word: Word, text: string): { text: string; cursor: number } {
  const isWhole = !/[:.]$/.test(text);
  const rest = filter.slice(word.to);
  const inserted = isWhole && !/^\s/.test(rest) ? `${text} ` : text;
  return {
    text: filter.slice(0, word.from) + inserted + rest,
    cursor: word.from + inserted.length,
  };
}
