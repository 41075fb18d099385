import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { nestedCountQuery } from "../../api/sessionQueries";
import { term } from "../../model/filter";
import { formatAmount } from "../../model/numbers";
import type { Session } from "../../model/session";
import { CopyButton } from "../../ui/CopyButton";
import styles from "./About.module.css";

/** The session's id, and the sessions it is nested with. */
export function About({ session }: { session: Session }) {
  const nested = useQuery(nestedCountQuery(session.id)).data;
  return (
    <section>
      <h2>Session</h2>
      <dl className={styles.about}>
        <div>
          <dt>Id</dt>
          <dd>
            {session.id}
            <CopyButton what="session id" text={session.id} />
          </dd>
        </div>
        {session.parentId ? (
          <div>
            <dt>Nested in</dt>
            <dd>
              <Link to="/sessions/$id" params={{ id: session.parentId }}>
                {session.parentId}
              </Link>
            </dd>
          </div>
        ) : null}
        {nested ? (
          <div>
            <dt>In it</dt>
            <dd>
              <Link to="/sessions" search={{ q: term("parent", session.id) }}>
                {formatAmount(nested, "nested session")}
              </Link>
            </dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}
