import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, messageOf } from "../api/client";
import { sessionsQuery } from "../api/queries";
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
  onDeleted: (ids: ReadonlySet<string>) => void;
}

/** Actions on the sessions selected in the list. */
export function SelectionBar({ selection, shown, onCleared, onDeleted }: SelectionBarProps) {
  const [deleted, setDeleted] = useState<readonly Session[]>([]);
  const [isDeleting, setIsDeleting] = useState(false);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { ids, clear } = selection;
  const [a, b] = ids;
  const clearAndLeave = () => {
    clear();
    onCleared();
  };
  const exportAll = async () => {
    try {
      const files: Blob[] = [];
      for (const id of ids) files.push(...(await exportIfThere(id)));
      if (files.length < ids.length) announce(missing(ids.length - files.length));
      if (files.length === 0) return;
      download(new Blob(files, { type: "application/x-ndjson" }), "sessions.otlp.jsonl");
    } catch (error) {
      announce(`Not exported: ${messageOf(error)}`);
    }
  };
  const askToDelete = async () => {
    const byId = new Map(shown.map((session) => [session.id, session]));
    const others = ids.filter((id) => !byId.has(id));
    try {
      for (const each of await queries.fetchQuery(sessionsQuery(others))) byId.set(each.id, each);
    } catch (error) {
      announce(`Nothing deleted: ${messageOf(error)}`);
      return;
    }
    const found = ids.flatMap((id) => byId.get(id) ?? []);
    if (found.length < ids.length) announce(missing(ids.length - found.length));
    setDeleted(found);
    setIsDeleting(found.length > 0);
  };
  return (
    <>
      <span>
        <strong>{formatAmount(ids.length, "session")} selected</strong>
        {outOfSight(ids, shown)}
      </span>
      {a !== undefined && b !== undefined && ids.length === 2 ? (
        <Button onPress={() => navigate({ to: "/compare", search: { a, b } })}>Compare</Button>
      ) : null}
      <Button onPress={exportAll}>Export</Button>
      <Button onPress={askToDelete}>Delete…</Button>
      <Button onPress={clearAndLeave}>Clear</Button>
      <DeleteDialog
        sessions={deleted}
        isOpen={isDeleting}
        onOpenChange={setIsDeleting}
        onDeleted={() => {
          clear();
          onDeleted(new Set(deleted.map(({ id }) => id)));
        }}
      />
    </>
  );
}

/** Export a session; one that was deleted meanwhile does not keep the others from their file. */
async function exportIfThere(id: string): Promise<Blob[]> {
  try {
    return [await exportSession(id)];
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

function missing(count: number): string {
  return `${formatAmount(count, "selected session")} no longer exist${count === 1 ? "s" : ""}.`;
}

/** Another filter or page keeps the selection, whether or not it shows it. */
function outOfSight(selected: readonly string[], shown: readonly Session[]): string {
  const inSight = new Set(shown.map(({ id }) => id));
  const count = selected.filter((id) => !inSight.has(id)).length;
  if (count === 0) return "";
  if (count < selected.length) return `, ${formatCount(count)} of them not shown`;
  return count === 1 ? ", not shown" : ", none of them shown";
}
