import { Link } from "@tanstack/react-router";
import { marked } from "../page/marked";
import { IconButton } from "../ui/Button";
import { CloseIcon } from "../ui/icons";
import { useObservable } from "../ui/observable";
import styles from "./MarkedBar.module.css";

/** Reminds the reader of the session marked for comparison. */
export function MarkedBar() {
  const session = useObservable(marked);
  if (!session) return null;
  return (
    <div className={styles.bar}>
      <span>
        <Link to="/sessions/$id" params={{ id: session.id }}>
          {session.name}
        </Link>{" "}
        is marked: open another session and press <kbd>x</kbd> to compare.
      </span>
      <IconButton label="Unmark" onPress={() => marked.set(null)}>
        <CloseIcon />
      </IconButton>
    </div>
  );
}
