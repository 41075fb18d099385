import { Link } from "@tanstack/react-router";
import { type Comparison, DELTA_FORMATS, FORMATS, formatDelta } from "../model/compare";
import { formatCount, type Known } from "../model/numbers";
import { isOpen, type Session, totalTokens } from "../model/session";
import { formatMoment } from "../model/time";
import { usePreference } from "../page/preferences";
import { SessionDuration } from "../ui/SessionDuration";
import { StateBadge } from "../ui/StateBadge";
import tables from "../ui/Table.module.css";
import { Maybe, Unknown } from "../ui/Unknown";
import styles from "./Sides.module.css";

interface Figure {
  title: string;
  of: (session: Session) => Known<number>;
  format: (value: number) => string;
  /** Of a difference, where that has another format. */
  formatDifference?: (value: number) => string;
}

const FIGURES: Figure[] = [
  { title: "Duration", of: knownDuration, format: FORMATS.time },
  {
    title: "Cost",
    of: ({ costUsd }) => costUsd,
    format: FORMATS.cost,
    formatDifference: DELTA_FORMATS.cost,
  },
  { title: "Tokens", of: totalTokens, format: FORMATS.tokens },
  { title: "LLM calls", of: ({ llmCallCount }) => llmCallCount, format: formatCount },
  { title: "Tool calls", of: ({ toolCallCount }) => toolCallCount, format: formatCount },
  { title: "Errors", of: ({ errorCount }) => errorCount, format: formatCount },
];

/** Null while a session is open: its duration still grows. */
function knownDuration(session: Session): Known<number> {
  return isOpen(session) ? null : session.durationNs;
}

/** The figures of both sessions, and the difference of B from A. */
export function Sides({ comparison: { a, b } }: { comparison: Comparison }) {
  return (
    <div className={tables.box}>
      <table className={`${tables.table} ${styles.sides}`} aria-label="A and B in figures">
        <thead>
          <tr>
            <th scope="col">Session</th>
            <th scope="col" className={tables.words}>
              State
            </th>
            {FIGURES.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col" className={tables.words}>
              Start
            </th>
          </tr>
        </thead>
        <tbody>
          <SideRow side="A" session={a} />
          <SideRow side="B" session={b} />
          <tr className={styles.delta}>
            <th scope="row">B minus A</th>
            <td />
            {FIGURES.map(({ title, of, format, formatDifference = format }) => (
              <td key={title}>{formatDelta(of(a), of(b), formatDifference) ?? <Unknown />}</td>
            ))}
            <td />
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function SideRow({ side, session }: { side: string; session: Session }) {
  const zone = usePreference("zone");
  return (
    <tr>
      <th scope="row">
        <span className={styles.letter}>{side}</span>
        <Link
          to="/sessions/$id"
          params={{ id: session.id }}
          className={tables.name}
          title={session.name}
        >
          {session.name}
        </Link>
      </th>
      <td className={tables.words}>
        <StateBadge state={session.state} />
      </td>
      {FIGURES.map(({ title, of, format }) => (
        <td key={title}>
          {title === "Duration" ? (
            <SessionDuration session={session} />
          ) : (
            <Maybe value={of(session)} format={format} />
          )}
        </td>
      ))}
      <td className={tables.words}>{formatMoment(session.startNs, zone)}</td>
    </tr>
  );
}
