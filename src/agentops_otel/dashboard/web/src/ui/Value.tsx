import { structureOf, textOf } from "../model/attributes";
import { fits } from "../model/json";
import { JsonView } from "./JsonView";
import { LongText } from "./LongText";
import { Unknown } from "./Unknown";

/** A larger structure is shown as text: a tree of it would freeze the page. */
const MAX_CHARS = 200_000;

/** Any value of telemetry: a tree if it has structure, else text; null is unknown. */
export function Value({ value, label }: { value: unknown; label: string }) {
  if (value === null || value === undefined) return <Unknown />;
  const structure = fits(value, MAX_CHARS) ? structureOf(value) : null;
  return structure ? (
    <JsonView value={structure} label={label} />
  ) : (
    <LongText text={textOf(value)} label={label} />
  );
}
