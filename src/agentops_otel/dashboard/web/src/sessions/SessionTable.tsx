import { type RefObject, useRef } from "react";
import type { Order, Sort } from "../api/queries";
import type { Session } from "../model/session";
import { zoneName } from "../model/time";
import { usePreference } from "../page/preferences";
import { SortIcon } from "../ui/icons";
import { type Column, FIGURES, STATE } from "./columns";
import { SessionRow } from "./SessionRow";
import styles from "./SessionTable.module.css";
import { useColumns } from "./useColumns";
import { useListKeys } from "./useListKeys";
import type { Selection } from "./useSelection";

interface SessionTableProps {
  /** The element that the rows scroll in. */
  scroller: RefObject<HTMLDivElement | null>;
  sessions: Session[];
  /** Ids of the rows that are no longer in the list. */
  gone: ReadonlySet<string>;
  filter: string;
  sort: Sort;
  order: Order;
  /** Whether the rows are those of the previous query. */
  isStale: boolean;
  onSort: (sort: Sort) => void;
  /** Id of the session previewed beside the list. */
  peeked: string | undefined;
  onPeek: (id: string | undefined) => void;
  selection: Selection;
}

const OF_BOX_PX = 30;
const LEAST_NAME_PX = 232;

const NAME = { id: "name", title: "Session", sort: "name" } as const;

export function SessionTable(props: SessionTableProps) {
  const { sessions, filter, isStale, peeked, onPeek, selection } = props;
  const zone = usePreference("zone");
  const { isShown } = useColumns();
  const body = useRef<HTMLTableSectionElement>(null);
  const choose = (id: string | undefined) => {
    const session = sessions.find((each) => each.id === id);
    if (session) selection.choose([session.id], !selection.has(session.id));
  };
  useListKeys(body, peeked, onPeek, choose);
  const before = [STATE].filter(isShown);
  const figures = FIGURES.filter(isShown);
  const ofOthersPx = [...before, ...figures].reduce((sum, { widthPx }) => sum + widthPx, 0);
  const longestNs = Math.max(...sessions.map((session) => session.durationNs));
  return (
    <div ref={props.scroller} className={styles.scroll} data-scroll-restoration-id="sessions">
      <table
        className={styles.table}
        // A narrow list scrolls: no chosen column is dropped, and names keep their width.
        style={{ minWidth: OF_BOX_PX + LEAST_NAME_PX + ofOthersPx }}
        aria-busy={isStale}
        data-stale={isStale || undefined}
      >
        <caption className="visually-hidden">Sessions, times in {zoneName(zone)}</caption>
        <thead>
          <tr>
            <td style={{ width: OF_BOX_PX }} className={styles.box}>
              <SelectAll sessions={sessions} selection={selection} />
            </td>
            {[...before, NAME, ...figures].map((column) => (
              <HeaderCell key={column.id} column={column} {...props} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              hasState={before.length > 0}
              figures={figures}
              isGone={props.gone.has(session.id)}
              filter={filter}
              longestNs={longestNs}
              isPeeked={session.id === peeked}
              onPeek={() => onPeek(session.id === peeked ? undefined : session.id)}
              isChosen={selection.has(session.id)}
              onChoose={() => choose(session.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SelectAll({ sessions, selection }: Pick<SessionTableProps, "sessions" | "selection">) {
  const count = sessions.filter(({ id }) => selection.has(id)).length;
  const isAll = count > 0 && count === sessions.length;
  return (
    <input
      type="checkbox"
      aria-label="Select all on this page"
      checked={isAll}
      ref={(box) => {
        if (box) box.indeterminate = count > 0 && !isAll;
      }}
      onChange={() =>
        selection.choose(
          sessions.map(({ id }) => id),
          !isAll,
        )
      }
    />
  );
}

interface HeaderCellProps extends SessionTableProps {
  column: Omit<Column, "cell" | "widthPx"> & { widthPx?: number };
}

function HeaderCell({ column, sort, order, onSort }: HeaderCellProps) {
  const { title, sort: own, className, widthPx: width } = column;
  if (!own) {
    return (
      <th scope="col" className={className} style={{ width }}>
        {title}
      </th>
    );
  }
  const isSorted = sort === own;
  const direction = order === "asc" ? "ascending" : "descending";
  return (
    <th
      scope="col"
      className={className}
      style={{ width }}
      aria-sort={isSorted ? direction : undefined}
    >
      <button type="button" onClick={() => onSort(own)} data-sorted={isSorted || undefined}>
        {title}
        <span className={styles.arrow} data-order={order}>
          <SortIcon size={12} />
        </span>
      </button>
    </th>
  );
}
