import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { isNotFound } from "../api/client";
import { peekQuery } from "../api/queries";
import { sessionQuery } from "../api/sessionQueries";
import { Tags } from "../filter/Tags";
import { formatAmount, formatCompact, formatCost } from "../model/numbers";
import type { Failed } from "../model/peek";
import type { Session } from "../model/session";
import { readableList } from "../model/visible";
import { useHotkeys } from "../page/hotkeys";
import { choiceOf } from "../page/search";
import { IconButton } from "../ui/Button";
import { focusSoon } from "../ui/focus";
import { ArrowRightIcon, CloseIcon } from "../ui/icons";
import { Markdown } from "../ui/Markdown";
import { Notice } from "../ui/Notice";
import { SessionDuration } from "../ui/SessionDuration";
import { StateBadge } from "../ui/StateBadge";
import { Maybe } from "../ui/Unknown";
import styles from "./Peek.module.css";
import { StartTime } from "./StartTime";

interface PeekProps {
  id: string;
  /** The session as the list has it; one that is not on this page is fetched. */
  listed: Session | undefined;
  /** Whether it was deleted or no longer matches the filter. */
  isGone: boolean;
  filter: string;
  onClose: () => void;
}

/** A session beside the list: how it went, what failed, what was asked and answered. */
export function Peek({ id, listed, isGone, filter, onClose }: PeekProps) {
  const asked = useQuery({ ...sessionQuery(id), enabled: !listed || isGone });
  const session = listed ?? asked.data;
  const aside = useRef<HTMLElement>(null);
  const close = () => {
    const hadFocus = aside.current?.contains(document.activeElement);
    onClose();
    if (hadFocus) focusSoon(() => rowLinkOf(id));
  };
  useHotkeys("Session list", [{ keys: ["Escape"], label: "Close the peek", run: close }]);
  return (
    <aside ref={aside} className={styles.peek} aria-label="Peek">
      <header className={styles.header}>
        <h2 title={session?.name}>{session?.name ?? id}</h2>
        <IconButton label="Close the peek" onPress={close}>
          <CloseIcon />
        </IconButton>
      </header>
      {asked.error && !session ? (
        <Notice title="The session could not be loaded">{asked.error.message}</Notice>
      ) : null}
      {session && isNotFound(asked.error) ? (
        <Notice title="This session is no longer on the server" tone="warning" />
      ) : null}
      {session ? (
        <>
          <Figures session={session} filter={filter} />
          <Story session={session} />
        </>
      ) : null}
    </aside>
  );
}

/** Return the link that opens the session in the list; a session of another page has none. */
function rowLinkOf(id: string) {
  return document.querySelector<HTMLElement>(`a[data-row="${CSS.escape(id)}"]`);
}

function Figures({ session, filter }: { session: Session; filter: string }) {
  return (
    <>
      <div className={styles.line}>
        <StateBadge state={session.state} />
        <Link
          from="/sessions"
          to="/sessions/$id"
          params={{ id: session.id }}
          search={choiceOf}
          className={styles.open}
        >
          Open the session
          <ArrowRightIcon />
        </Link>
      </div>
      <Tags tags={session.tags} filter={filter} />
      <dl className={styles.figures}>
        <dt>Duration</dt>
        <dd>
          <SessionDuration session={session} />
        </dd>
        <dt>Cost</dt>
        <dd>
          <Maybe value={session.costUsd} format={formatCost} />
        </dd>
        <dt>Tokens</dt>
        <dd>
          <Maybe value={session.inputTokens} format={formatCompact} /> in,{" "}
          <Maybe value={session.outputTokens} format={formatCompact} /> out
        </dd>
        <dt>Calls</dt>
        <dd>
          {formatAmount(session.llmCallCount, "LLM call")},{" "}
          {formatAmount(session.toolCallCount, "tool call")}
        </dd>
        <dt>Errors</dt>
        <dd data-bad={session.errorCount > 0 || undefined}>{formatCompact(session.errorCount)}</dd>
        <dt>Models</dt>
        <dd>{readableList(session.models) || "none"}</dd>
        <dt>Services</dt>
        <dd>{readableList(session.services) || "none"}</dd>
        <dt>Start</dt>
        <dd>
          <StartTime startNs={session.startNs} />
        </dd>
      </dl>
    </>
  );
}

function Story({ session }: { session: Session }) {
  const { data, error } = useQuery(peekQuery(session));
  if (error && !data) {
    return <Notice title="The preview could not be loaded">{error.message}</Notice>;
  }
  if (!data) return <p className={styles.quiet}>Loading the preview…</p>;
  const { asked, answered, failed } = data;
  const isWrong = session.state === "error" || failed.length > 0;
  return (
    <>
      {session.reason || failed.length > 0 ? (
        <section className={isWrong ? styles.errors : styles.message}>
          <h3>{isWrong ? "What went wrong" : "Reason"}</h3>
          {session.reason ? <p>{session.reason}</p> : null}
          <ul>
            {failed.map((each) => (
              <li key={each.name}>
                <FailedName failed={each} id={session.id} />
                {each.count > 1 ? ` × ${formatCompact(each.count)}` : ""}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Message title="First question" text={asked} />
      <Message title="Last answer" text={answered} />
      {asked === null && answered === null ? (
        <p className={styles.quiet}>The telemetry has no messages from this session.</p>
      ) : null}
    </>
  );
}

function FailedName({ failed, id }: { failed: Failed; id: string }) {
  const { span, name } = failed;
  if (!span) return name;
  return (
    <Link
      from="/sessions"
      to="/sessions/$id"
      params={{ id }}
      search={(list) => ({
        ...choiceOf(list),
        view: "timeline" as const,
        span: span.id,
        trace: span.traceId,
      })}
    >
      {name}
    </Link>
  );
}

function Message({ title, text }: { title: string; text: string | null }) {
  if (text === null) return null;
  return (
    <section className={styles.message}>
      <h3>{title}</h3>
      <Markdown text={text} label={title} />
    </section>
  );
}
