import { useRef } from "react";
import type { Order, Sort } from "../api/queries";
import { useHotkeys } from "../app/hotkeys";
import { usePreference } from "../app/preferences";
import type { Session } from "../model/session";
import { zoneName } from "../model/time";
import { SortIcon } from "../ui/icons";
import { SessionRow } from "./SessionRow";
import styles from "./SessionTable.module.css";

interface SessionTableProps {
  sessions: Session[];
  /** Ids of those that are no longer in the list. */
  gone: ReadonlySet<string>;
  filter: string;
  sort: Sort;
  order: Order;
  /** Whether the rows are those of the query before. */
  isStale: boolean;
  onSort: (sort: Sort) => void;
}

const COLUMNS: { title: string; sort?: Sort; className?: string | undefined }[] = [
  { title: "State", className: styles.state },
  { title: "Session", sort: "name", className: styles.name },
  { title: "Duration", sort: "duration", className: styles.duration },
  { title: "Errors", sort: "errors", className: styles.errors },
  { title: "LLM calls", className: styles.calls },
  { title: "Tokens", sort: "tokens", className: styles.tokens },
  { title: "Cost", sort: "cost", className: styles.cost },
  { title: "Start", sort: "start", className: styles.start },
];

export function SessionTable(props: SessionTableProps) {
  const { sessions, filter, isStale } = props;
  const zone = usePreference("zone");
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  const longestNs = Math.max(...sessions.map((session) => session.durationNs));
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-busy={isStale} data-stale={isStale || undefined}>
        <caption className="visually-hidden">Sessions, times in {zoneName(zone)}</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <HeaderCell key={column.title} column={column} {...props} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isGone={props.gone.has(session.id)}
              filter={filter}
              longestNs={longestNs}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeaderCellProps extends SessionTableProps {
  column: (typeof COLUMNS)[number];
}

function HeaderCell({ column, sort, order, onSort }: HeaderCellProps) {
  const { title, sort: own, className } = column;
  if (!own) {
    return (
      <th scope="col" className={className}>
        {title}
      </th>
    );
  }
  const isSorted = sort === own;
  const direction = order === "asc" ? "ascending" : "descending";
  return (
    <th scope="col" className={className} aria-sort={isSorted ? direction : undefined}>
      <button type="button" onClick={() => onSort(own)} data-sorted={isSorted || undefined}>
        {title}
        <span className={styles.arrow} data-order={order}>
          <SortIcon size={12} />
        </span>
      </button>
    </th>
  );
}

/** `j` and `k` walk the rows by moving the focus; Enter then opens a link as always. */
function useRowKeys(body: React.RefObject<HTMLTableSectionElement | null>) {
  const step = (by: number) => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>("a[data-row]") ?? [])];
    const row = document.activeElement?.closest("tr");
    const at = links.findIndex((link) => link.closest("tr") === row);
    links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
  };
  useHotkeys("Session list", [
    { keys: ["j"], label: "Next session", run: () => step(1) },
    { keys: ["k"], label: "Previous session", run: () => step(-1) },
  ]);
}
