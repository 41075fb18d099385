import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { nestedCountQuery } from "../../api/queries";
import { term } from "../../model/filter";
import { formatAmount } from "../../model/numbers";
import {
  errorRows,
  type KindTotal,
  kindTotals,
  selfTimes,
  slowestRows,
} from "../../model/overview";
import type { Session } from "../../model/session";
import { endOf, type SpanTable } from "../../model/spans";
import { formatDuration } from "../../model/time";
import { CopyButton } from "../../ui/CopyButton";
import { ErrorIcon } from "../../ui/icons";
import type { SpanView } from "../useSpanView";
import styles from "./Overview.module.css";

const SHOWN_ERRORS = 8;
const SHOWN_SLOWEST = 5;

interface OverviewProps {
  session: Session;
  table: SpanTable;
  view: SpanView;
}

/** While no span is selected: what all of them tell together. */
export function Overview({ session, table, view }: OverviewProps) {
  const { tree } = view;
  const failed = useMemo(() => errorRows(table, tree), [table, tree]);
  const self = useMemo(() => selfTimes(table, tree), [table, tree]);
  const slowest = useMemo(
    () => slowestRows(self, SHOWN_SLOWEST).filter((row) => (self[row] as number) > 0),
    [self],
  );
  const nested = useQuery(nestedCountQuery(session.id)).data;
  const kinds = useMemo(() => kindTotals(table), [table]);
  return (
    <div className={styles.overview}>
      {failed.length > 0 ? (
        <section>
          <h2>Errors</h2>
          <ul className={styles.rows}>
            {failed.slice(0, SHOWN_ERRORS).map((row) => (
              <li key={row}>
                <button type="button" onClick={() => view.select(row)}>
                  <ErrorIcon />
                  <span>{table.nameOf(row)}</span>
                  <small>+{formatDuration(endOf(table, row) - table.startNs)}</small>
                </button>
              </li>
            ))}
          </ul>
          {failed.length > SHOWN_ERRORS ? (
            <p className={styles.more}>
              and {formatAmount(failed.length - SHOWN_ERRORS, "more error")}; <kbd>e</kbd> walks
              them
            </p>
          ) : null}
        </section>
      ) : null}
      {kinds.length > 0 ? (
        <section>
          <h2>Time by kind</h2>
          <Kinds kinds={kinds} />
        </section>
      ) : null}
      {slowest.length > 0 ? (
        <section>
          <h2>Most time of their own</h2>
          <ul className={styles.rows}>
            {slowest.map((row) => (
              <li key={row}>
                <button type="button" onClick={() => view.select(row)}>
                  <span>{table.nameOf(row)}</span>
                  <small>{formatDuration(self[row] as number)}</small>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
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
        </dl>
      </section>
    </div>
  );
}

function Kinds({ kinds }: { kinds: KindTotal[] }) {
  const most = Math.max(...kinds.map(({ durationNs }) => durationNs));
  return (
    <table className={styles.kinds}>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">Share</th>
          <th scope="col">Time</th>
          <th scope="col">Spans</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map(({ kind, count, durationNs }) => (
          <tr key={kind}>
            <th scope="row">{kind}</th>
            <td className={styles.share}>
              <div data-kind={kind} style={{ width: `${most ? (100 * durationNs) / most : 0}%` }} />
            </td>
            <td>{formatDuration(durationNs)}</td>
            <td>{formatAmount(count, "span")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
