import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { exportSession } from "../api/sessionQueries";
import { DeleteDialog } from "../deletion/DeleteDialog";
import { formatAmount, formatCount } from "../model/numbers";
import type { Session } from "../model/session";
import { announce } from "../ui/announce";
import { Button } from "../ui/Button";
import { download } from "../ui/download";
import type { Selection } from "./useSelection";

interface SelectionBarProps {
  selection: Selection;
  /** The rows of the list. */
  shown: readonly Session[];
  /** Called when the bar disappears with the selection, and the focus with the bar. */
  onCleared: () => void;
  /** Called to show the list without the deleted sessions. */
  onDeleted: () => void;
}

/** Actions on the sessions selected in the list. */
export function SelectionBar({ selection, shown, onCleared, onDeleted }: SelectionBarProps) {
  const [isDeleting, setIsDeleting] = useState(false);
  const navigate = useNavigate();
  const { sessions, clear } = selection;
  const [a, b] = sessions;
  const clearAndLeave = () => {
    clear();
    onCleared();
  };
  const exportAll = async () => {
    try {
      const files: Blob[] = [];
      for (const { id } of sessions) files.push(await exportSession(id));
      download(new Blob(files, { type: "application/x-ndjson" }), "sessions.otlp.jsonl");
    } catch (error) {
      announce(`Not exported: ${error instanceof Error ? error.message : error}`);
    }
  };
  return (
    <>
      <span>
        <strong>{formatAmount(sessions.length, "session")} selected</strong>
        {outOfSight(sessions, shown)}
      </span>
      {a && b && sessions.length === 2 ? (
        <Button onPress={() => navigate({ to: "/compare", search: { a: a.id, b: b.id } })}>
          Compare
        </Button>
      ) : null}
      <Button onPress={exportAll}>Export</Button>
      <Button onPress={() => setIsDeleting(true)}>Delete…</Button>
      <Button onPress={clearAndLeave}>Clear</Button>
      <DeleteDialog
        sessions={sessions}
        isOpen={isDeleting}
        onOpenChange={setIsDeleting}
        onDeleted={() => {
          clear();
          onDeleted();
        }}
      />
    </>
  );
}

/** Another filter or page keeps the selection, whether or not it shows it. */
function outOfSight(selected: readonly Session[], shown: readonly Session[]): string {
  const inSight = new Set(shown.map(({ id }) => id));
  const count = selected.filter(({ id }) => !inSight.has(id)).length;
  if (count === 0) return "";
  if (count < selected.length) return `, ${formatCount(count)} of them not shown`;
  return count === 1 ? ", not shown" : ", none of them shown";
}
