import { Link } from "@tanstack/react-router";
import { TagLine } from "../filter/Tags";
import type { Session } from "../model/session";
import { readableList } from "../model/visible";
import { choiceOf } from "../page/search";
import { PeekIcon } from "../ui/icons";
import type { Column, ListFacts } from "./columns";
import { STATE } from "./columns";
import styles from "./SessionTable.module.css";

interface SessionRowProps extends ListFacts {
  session: Session;
  hasState: boolean;
  figures: readonly Column[];
  /** Whether it was deleted or no longer matches the filter. */
  isGone: boolean;
  filter: string;
  isPeeked: boolean;
  onPeek: () => void;
  isChosen: boolean;
  onChoose: () => void;
}

export function SessionRow({ session, hasState, figures, isGone, ...list }: SessionRowProps) {
  const { filter, isPeeked, onPeek, isChosen, onChoose } = list;
  return (
    <tr
      data-gone={isGone || undefined}
      data-peeked={isPeeked || undefined}
      data-chosen={isChosen || undefined}
    >
      <td className={styles.box}>
        <input
          type="checkbox"
          aria-label={`Select ${session.name}`}
          checked={isChosen}
          disabled={isGone}
          onChange={onChoose}
        />
      </td>
      {hasState ? <td>{isGone ? <em>no longer here</em> : STATE.cell(session, list)}</td> : null}
      <td>
        <div className={styles.title}>
          <Link
            from="/sessions"
            to="/sessions/$id"
            params={{ id: session.id }}
            search={choiceOf}
            data-row={session.id}
          >
            {session.name}
          </Link>
          <TagLine tags={session.tags} filter={filter} />
          <button
            type="button"
            className={styles.peek}
            title="Peek (Space)"
            aria-label={`Peek at ${session.name}`}
            aria-pressed={isPeeked}
            onClick={onPeek}
          >
            <PeekIcon />
          </button>
        </div>
        <Subtitle
          session={session}
          isGone={isGone && !hasState}
          isAskedBeside={figures.some(({ id }) => id === "asked")}
        />
      </td>
      {figures.map(({ id, className, cell }) => (
        <td key={id} className={className}>
          {cell(session, list)}
        </td>
      ))}
    </tr>
  );
}

interface SubtitleProps {
  session: Session;
  isGone: boolean;
  /** Whether a column of its own shows the question. */
  isAskedBeside: boolean;
}

/** What went wrong, if anything did; else the question, or the model and service that ran it. */
function Subtitle({ session, isGone, isAskedBeside }: SubtitleProps) {
  if (isGone) return <em className={styles.second}>no longer here</em>;
  if (session.reason) {
    const tone = session.state === "error" ? styles.failed : undefined;
    return <div className={`${styles.second} ${tone ?? ""}`}>{session.reason}</div>;
  }
  if (session.firstUserText !== null && !isAskedBeside) {
    return (
      <div className={styles.second} title={session.firstUserText}>
        {session.firstUserText}
      </div>
    );
  }
  const about = readableList([...session.services, ...session.models], " · ");
  return <div className={styles.second}>{about || session.id}</div>;
}
