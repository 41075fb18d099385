import { useMemo } from "react";
import { formatAmount } from "../../model/numbers";
import { errorRowsByEnd, kindTotals, selfTimes, slowestRows } from "../../model/overview";
import { endOf, isCut } from "../../model/spans";
import { formatAligned } from "../../model/time";
import { treeOf } from "../../model/tree";
import type { ViewProps } from "../SessionView";
import { useReasons } from "../useFailure";
import { About } from "./About";
import { KindTable } from "./KindTable";
import { ModelTable } from "./ModelTable";
import styles from "./Overview.module.css";
import { RowList } from "./RowList";

const SHOWN_ERRORS = 8;
const SHOWN_SLOWEST = 5;

/** Shown while no span is selected: an overview of all spans. */
export function Overview({ session, table, view }: ViewProps) {
  const tree = treeOf(table);
  const failed = useMemo(() => errorRowsByEnd(table, tree), [table, tree]);
  const self = useMemo(() => selfTimes(table, tree), [table, tree]);
  const slowest = useMemo(
    () => slowestRows(self, SHOWN_SLOWEST).filter((row) => (self[row] as number) > 0),
    [self],
  );
  const kinds = useMemo(() => kindTotals(table, self), [table, self]);
  const reasonOfRow = useReasons(session, table, failed.length > 0);
  return (
    <div className={styles.overview}>
      <RowList
        title="Errors"
        rows={failed.slice(0, SHOWN_ERRORS)}
        note={(row) => `+${formatAligned(endOf(table, row) - table.startNs)}`}
        detail={reasonOfRow}
        table={table}
        onSelect={view.select}
      >
        {failed.length > SHOWN_ERRORS ? (
          <p className={styles.more}>
            and {formatAmount(failed.length - SHOWN_ERRORS, "more error")}; <kbd>e</kbd> walks them
          </p>
        ) : null}
      </RowList>
      {session.llmCallCount > 0 || session.models.length > 0 ? (
        <ModelTable session={session} />
      ) : null}
      <KindTable kinds={kinds} isCut={isCut(table)} />
      <RowList
        title="Most self time"
        rows={slowest}
        note={(row) => formatAligned(self[row] as number)}
        table={table}
        onSelect={view.select}
      />
      <About session={session} />
    </div>
  );
}
