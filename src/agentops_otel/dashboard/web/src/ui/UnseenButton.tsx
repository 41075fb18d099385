import { formatCount } from "../model/numbers";
import { Button } from "./Button";
import { ArrowDownIcon } from "./icons";
import styles from "./UnseenButton.module.css";

/** The number of rows that arrived below the visible ones; a press leads there. */
export function UnseenButton({ unseen, onPress }: { unseen: number; onPress: () => void }) {
  return (
    <div className={styles.place} role="status">
      {unseen > 0 ? (
        <Button primary onPress={onPress}>
          <ArrowDownIcon />
          {formatCount(unseen)} new
        </Button>
      ) : null}
    </div>
  );
}
