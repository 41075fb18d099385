import { useMemo } from "react";
import { formatAmount, formatCount } from "../../model/numbers";
import type { Group } from "../../model/outline";
import type { Session } from "../../model/session";
import { endOf, type SpanTable, untold } from "../../model/spans";
import { formatAligned, formatDuration } from "../../model/time";
import { Button } from "../../ui/Button";
import { focusRows } from "../focus";
import { useReasons } from "../useFailure";
import type { SpanView } from "../useSpanView";
import styles from "./Inspector.module.css";
import overview from "./Overview.module.css";
import { HeadFact, PanelHead } from "./PanelHead";
import { RowList } from "./RowList";

const SHOWN_ROWS = 10;

interface GroupPanelProps {
  session: Session;
  table: SpanTable;
  view: SpanView;
}

/** A summary of many siblings of the same name. */
export function GroupPanel({ session, table, view }: GroupPanelProps) {
  const row = view.selected;
  const group = view.outline.groups.get(row) as Group;
  const spans = useMemo(() => group.rows.filter((each) => each < table.count), [group, table]);
  const failed = spans.filter((each) => table.statuses[each] === "error");
  const slowest = useMemo(
    () => spans.toSorted((a, b) => (table.durations[b] as number) - (table.durations[a] as number)),
    [spans, table],
  );
  const reasonOfRow = useReasons(session, table, failed.length > 0);
  const isFolded = view.isFolded(row);
  return (
    <>
      <PanelHead
        kind={view.outline.table.kindOf(row)}
        name={group.name}
        suffix={` × ${formatCount(group.rows.length)}`}
        closeLabel="Close the group"
        onClose={() => {
          view.select(-1);
          focusRows();
        }}
      >
        <HeadFact name="Duration">{`${formatDuration(group.durationNs)} in all`}</HeadFact>
        <HeadFact name="On average">
          {formatDuration(group.durationNs / group.rows.length)}
        </HeadFact>
        <HeadFact name="Failed" isBad={group.errorCount > 0}>
          {formatCount(group.errorCount)}
        </HeadFact>
      </PanelHead>
      <div className={`${styles.panel} ${overview.overview}`}>
        <p>
          {formatAmount(group.rows.length, "row")} of this name follow each other.{" "}
          <Button onPress={() => view.fold(row)}>{isFolded ? "Show them all" : "Fold them"}</Button>
        </p>
        <RowList
          title="Errors"
          rows={failed.slice(0, SHOWN_ROWS)}
          note={(each) => `+${formatAligned(endOf(table, each) - table.startNs)}`}
          detail={reasonOfRow}
          table={table}
          onSelect={view.select}
        />
        <RowList
          title="Longest"
          rows={slowest.slice(0, SHOWN_ROWS)}
          note={(each) => untold(table, each) ?? formatAligned(table.durations[each] as number)}
          table={table}
          onSelect={view.select}
        />
      </div>
    </>
  );
}
