import type { GroupBy } from "../model/analytics";
import { GROUPINGS } from "../page/search";
import styles from "./GroupingSelect.module.css";

interface GroupingSelectProps {
  chosen: GroupBy | undefined;
  onChoose: (by: GroupBy | undefined) => void;
}

export function GroupingSelect({ chosen, onChoose }: GroupingSelectProps) {
  return (
    <label className={styles.grouping}>
      Group by
      <select
        value={chosen ?? ""}
        onChange={(event) => onChoose((event.target.value || undefined) as GroupBy | undefined)}
      >
        <option value="">nothing</option>
        {GROUPINGS.map((by) => (
          <option key={by} value={by}>
            {by}
          </option>
        ))}
      </select>
    </label>
  );
}
