import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import styles from "./Segments.module.css";

interface SegmentsProps<T extends string> {
  label: string;
  choices: readonly { id: T; title: string }[];
  chosen: T;
  onChoose: (id: T) => void;
}

/** A few choices side by side, one of which is selected. */
export function Segments<T extends string>({ label, choices, chosen, onChoose }: SegmentsProps<T>) {
  return (
    <ToggleButtonGroup
      className={styles.segments ?? ""}
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const [id] = keys as Set<T>;
        if (id) onChoose(id);
      }}
    >
      {choices.map(({ id, title }) => (
        <ToggleButton key={id} id={id} className={styles.segment ?? ""}>
          {title}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
