import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ListChoice } from "../api/queries";
import { exportSession, spanQuery, transcriptQuery } from "../api/sessionQueries";
import { DeleteDialog } from "../deletion/DeleteDialog";
import { failedCalls, toMarkdown } from "../model/markdown";
import { toPathId } from "../model/pathId";
import type { Session } from "../model/session";
import { failureOf } from "../model/span";
import type { Call } from "../model/transcript";
import { useHotkeys } from "../page/hotkeys";
import { marked } from "../page/marked";
import { announce } from "../ui/announce";
import { IconButton } from "../ui/Button";
import { CopyButton } from "../ui/CopyButton";
import { copyText } from "../ui/clipboard";
import { ArrowDownIcon, ArrowUpIcon, MoreIcon } from "../ui/icons";
import { MenuAction, MenuButton } from "../ui/Menu";
import { useObservable } from "../ui/observable";
import styles from "./Header.module.css";
import type { Neighbours } from "./useNeighbours";

/** Reasons are copied for at most this many failed calls: each may take a request. */
const MOST_REASONS = 20;

interface ActionsProps {
  session: Session;
  /** The list the session was opened from. */
  list: ListChoice;
  neighbours: Neighbours;
}

/** Actions on a session as a whole. */
export function Actions({ session, list, neighbours }: ActionsProps) {
  const [isDeleting, setIsDeleting] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const copy = async (what: string, text: string) =>
    announce((await copyText(text)) ? `${what} copied` : `${what} could not be copied`);
  const copyLink = () => copy("Link", window.location.href);
  const reasonOf = async (call: Call) => {
    const query = spanQuery(session.id, call.spanIds[0] ?? "", call.traceId);
    const span = await queries.ensureQueryData(query).catch(() => null);
    const why = span && failureOf(span);
    return why ? ([call, why] as const) : null;
  };
  const copyMarkdown = async () => {
    const items = await queries.ensureQueryData(transcriptQuery(session.id, session));
    const failed = failedCalls(items).slice(0, MOST_REASONS);
    const reasons = (await Promise.all(failed.map(reasonOf))).filter((each) => each !== null);
    await copy("Markdown", toMarkdown(session, items, new Map(reasons)));
  };
  const copyJson = async () => {
    const text = await exportSession(session.id)
      .then((file) => file.text())
      .catch(() => null);
    if (text === null) announce("JSON could not be copied");
    else await copy("JSON", text);
  };
  const inMark = useObservable(marked);
  const other = inMark && inMark.id !== session.id ? inMark : null;
  const compare = () => {
    if (other) navigate({ to: "/compare", search: { a: other.id, b: session.id } });
    marked.set(other ? null : { id: session.id, name: session.name });
  };
  useHotkeys("Session", [
    { keys: ["c"], label: "Copy the link", run: copyLink },
    { keys: ["x"], label: "Mark for comparison, or compare with the marked session", run: compare },
    { keys: ["y"], label: "Copy as Markdown", run: copyMarkdown },
  ]);
  const exportAddress = `/api/v1/sessions/${encodeURIComponent(toPathId(session.id))}/export`;
  return (
    <div className={styles.actions}>
      <IconButton
        label="Previous session in the list"
        isDisabled={!neighbours.hasPrevious}
        onPress={neighbours.goPrevious}
      >
        <ArrowUpIcon />
      </IconButton>
      <IconButton
        label="Next session in the list"
        isDisabled={!neighbours.hasNext}
        onPress={neighbours.goNext}
      >
        <ArrowDownIcon />
      </IconButton>
      <CopyButton what="link" text={() => window.location.href} />
      <MenuButton label="Session actions" content={<MoreIcon />}>
        <MenuAction onAction={copyMarkdown}>Copy as Markdown</MenuAction>
        <MenuAction onAction={copyJson}>Copy as JSON</MenuAction>
        <MenuAction href={exportAddress} download="">
          Export as OTLP JSON lines
        </MenuAction>
        <MenuAction onAction={compare}>
          {other ? `Compare with ${other.name}` : "Mark for comparison"}
        </MenuAction>
        <MenuAction onAction={() => setIsDeleting(true)}>Delete…</MenuAction>
      </MenuButton>
      <DeleteDialog
        sessions={[session]}
        isOpen={isDeleting}
        onOpenChange={setIsDeleting}
        leave={() => navigate({ to: "/sessions", search: list })}
      />
    </div>
  );
}
