import { useMutation, useQueryClient } from "@tanstack/react-query";
import { needsAny } from "../api/live";
import { deleteSession } from "../api/sessionQueries";
import { formatAmount, formatCount } from "../model/numbers";
import type { Session } from "../model/session";
import { announce } from "../ui/announce";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Notice } from "../ui/Notice";
import styles from "./DeleteDialog.module.css";

interface DeleteDialogProps {
  sessions: readonly Session[];
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Leaves the view of what is deleted, before its data is dropped. */
  leave?: () => Promise<void>;
  /** Called once what is on display has been updated. */
  onDeleted?: () => void;
}

/** Asks before sessions are deleted for good. */
export function DeleteDialog(props: DeleteDialogProps) {
  const { sessions, isOpen, onOpenChange, leave, onDeleted } = props;
  const queries = useQueryClient();
  const [first, ...others] = sessions;
  const isOne = first !== undefined && others.length === 0;
  const what = isOne ? first.name : formatAmount(sessions.length, "session");
  const sessionIds = sessions.map(({ id }) => id);
  const spanCount = sessions.reduce((sum, session) => sum + session.spanCount, 0);
  const erase = useMutation({
    meta: { sessionIds },
    mutationFn: async () => {
      for (const id of sessionIds) await deleteSession(id);
    },
    onSuccess: async () => {
      await leave?.();
      announce(`${what} deleted`);
      const ids = new Set(sessionIds);
      queries.removeQueries({ predicate: ({ meta }) => needsAny(meta, ids) });
      await queries.invalidateQueries();
      onDeleted?.();
    },
  });
  return (
    <Dialog
      title={isOne ? "Delete this session?" : `Delete ${what}?`}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isAlert
    >
      <div className={styles.body}>
        <p>
          <strong>{what}</strong> with {formatAmount(spanCount, "span")} and all text and logs will
          be erased. This cannot be undone.
        </p>
        {isOne ? null : <Names sessions={sessions} />}
        {erase.error ? (
          <Notice title="Not everything was deleted">{erase.error.message}</Notice>
        ) : null}
        <div className={styles.buttons}>
          <Button onPress={() => onOpenChange(false)}>{isOne ? "Keep it" : "Keep them"}</Button>
          <Button primary onPress={() => erase.mutate()} isDisabled={erase.isPending}>
            Delete for good
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

const NAMED = 8;

/** Lists the sessions: some may have been selected on another page of the list. */
function Names({ sessions }: { sessions: readonly Session[] }) {
  const more = sessions.length - NAMED;
  return (
    <ul className={styles.names} aria-label="Sessions to delete">
      {sessions.slice(0, NAMED).map(({ id, name }) => (
        <li key={id} title={name}>
          {name}
        </li>
      ))}
      {more > 0 ? <li>and {formatCount(more)} more</li> : null}
    </ul>
  );
}
