import { structureOf, textOf } from "../model/attributes";
import { JsonView } from "./JsonView";
import { LongText } from "./LongText";
import { Unknown } from "./Unknown";

/** Any value of telemetry: a tree where it has structure, else text; null is unknown. */
export function Value({ value, label }: { value: unknown; label: string }) {
  if (value === null || value === undefined) return <Unknown />;
  const structure = structureOf(value);
  return structure ? (
    <JsonView value={structure} label={label} />
  ) : (
    <LongText text={textOf(value)} label={label} />
  );
}
