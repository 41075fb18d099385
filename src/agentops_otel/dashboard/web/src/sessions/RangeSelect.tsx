import { chooseRange, OTHER, RANGES, rangeOf } from "../model/started";

interface RangeSelectProps {
  filter: string;
  onFilter: (q: string) => void;
}

/** Narrows the list to the sessions of the last hour, day, week or month. */
export function RangeSelect({ filter, onFilter }: RangeSelectProps) {
  const chosen = rangeOf(filter);
  return (
    <select
      aria-label="Started"
      value={chosen}
      onChange={({ target }) => onFilter(chooseRange(filter, target.value))}
    >
      <option value="">Any time</option>
      {RANGES.map(({ term, title }) => (
        <option key={term} value={term}>
          {title}
        </option>
      ))}
      {chosen === OTHER ? (
        <option value={OTHER} disabled>
          As filtered
        </option>
      ) : null}
    </select>
  );
}
