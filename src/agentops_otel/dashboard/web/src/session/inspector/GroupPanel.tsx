import { useMemo } from "react";
import { formatAmount, formatCount } from "../../model/numbers";
import type { Group } from "../../model/outline";
import { endOf, type SpanTable } from "../../model/spans";
import { formatAligned, formatDuration } from "../../model/time";
import { Button, IconButton } from "../../ui/Button";
import { CloseIcon } from "../../ui/icons";
import type { SpanView } from "../useSpanView";
import styles from "./Inspector.module.css";
import overview from "./Overview.module.css";
import { RowList } from "./RowList";

const SHOWN_ROWS = 10;

interface GroupPanelProps {
  table: SpanTable;
  view: SpanView;
}

/** What many siblings of one name tell together. */
export function GroupPanel({ table, view }: GroupPanelProps) {
  const row = view.selected;
  const group = view.outline.groups.get(row) as Group;
  const spans = useMemo(() => group.rows.filter((each) => each < table.count), [group, table]);
  const failed = spans.filter((each) => table.statuses[each] === "error");
  const slowest = useMemo(
    () => spans.toSorted((a, b) => (table.durations[b] as number) - (table.durations[a] as number)),
    [spans, table],
  );
  const isFolded = view.isFolded(row);
  return (
    <>
      <header className={styles.header}>
        <div className={styles.line}>
          <span className={styles.kind} data-kind={view.outline.table.kindOf(row)}>
            {view.outline.table.kindOf(row)}
          </span>
          <h2 title={group.name}>
            {group.name} × {formatCount(group.rows.length)}
          </h2>
          <IconButton label="Close the group" onPress={() => view.select(-1)}>
            <CloseIcon />
          </IconButton>
        </div>
        <dl className={styles.facts}>
          <div>
            <dt>Duration</dt>
            <dd>{formatDuration(group.durationNs)} in all</dd>
          </div>
          <div>
            <dt>On average</dt>
            <dd>{formatDuration(group.durationNs / group.rows.length)}</dd>
          </div>
          <div>
            <dt>Failed</dt>
            <dd data-status={group.errorCount > 0 ? "error" : undefined}>
              {formatCount(group.errorCount)}
            </dd>
          </div>
        </dl>
      </header>
      <div className={`${styles.panel} ${overview.overview}`}>
        <p>
          {formatAmount(group.rows.length, "row")} of this name follow each other.{" "}
          <Button onPress={() => view.fold(row)}>{isFolded ? "Show them all" : "Fold them"}</Button>
        </p>
        <RowList
          title="Errors"
          rows={failed.slice(0, SHOWN_ROWS)}
          note={(each) => `+${formatAligned(endOf(table, each) - table.startNs)}`}
          table={table}
          onSelect={view.select}
        />
        <RowList
          title="Longest"
          rows={slowest.slice(0, SHOWN_ROWS)}
          note={(each) => formatAligned(table.durations[each] as number)}
          table={table}
          onSelect={view.select}
        />
      </div>
    </>
  );
}
