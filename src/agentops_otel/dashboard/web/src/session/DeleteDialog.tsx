import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { deleteSession } from "../api/sessionQueries";
import { formatAmount } from "../model/numbers";
import type { Session } from "../model/session";
import { announce } from "../ui/announce";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Notice } from "../ui/Notice";
import styles from "./DeleteDialog.module.css";

interface DeleteDialogProps {
  session: Session;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Asks before a session is erased for good. */
export function DeleteDialog({ session, isOpen, onOpenChange }: DeleteDialogProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const erase = useMutation({
    meta: { sessionId: session.id },
    mutationFn: () => deleteSession(session.id),
    onSuccess: async () => {
      await navigate({ to: "/sessions" });
      announce(`${session.name} deleted`);
      queries.removeQueries({ predicate: ({ meta }) => meta?.sessionId === session.id });
      await queries.invalidateQueries();
    },
  });
  return (
    <Dialog title="Delete this session?" isOpen={isOpen} onOpenChange={onOpenChange} isAlert>
      <div className={styles.body}>
        <p>
          <strong>{session.name}</strong> with {formatAmount(session.spanCount, "span")} and all its
          text and logs will be erased. This cannot be undone.
        </p>
        {erase.error ? (
          <Notice title="The session was not deleted">{erase.error.message}</Notice>
        ) : null}
        <div className={styles.buttons}>
          <Button onPress={() => onOpenChange(false)}>Keep it</Button>
          <Button primary onPress={() => erase.mutate()} isDisabled={erase.isPending}>
            Delete for good
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
