/** Shown where the telemetry has no value: never a zero, never an empty cell. */
export function Unknown() {
  return (
    <span title="unknown">
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">unknown</span>
    </span>
  );
}

/** A known value as text, or the sign for unknown. */
export function Maybe<T>({ value, format }: { value: T | null; format: (value: T) => string }) {
  return value === null ? <Unknown /> : format(value);
}
