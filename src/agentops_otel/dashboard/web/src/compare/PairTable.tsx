import { useRef, useState } from "react";
import {
  agreement,
  type Comparison,
  DELTA_FORMATS,
  differingTexts,
  formatDelta,
  type Pair,
  type Side,
} from "../model/compare";
import { formatAligned } from "../model/time";
import { useHotkeys } from "../page/hotkeys";
import { Button } from "../ui/Button";
import { ArrowDownIcon, ErrorIcon } from "../ui/icons";
import tables from "../ui/Table.module.css";
import { Unknown } from "../ui/Unknown";
import { PairDetails } from "./PairDetails";
import styles from "./PairTable.module.css";

/** What both sessions did, in order; each row expands to the operation's input and output. */
export function PairTable({ comparison }: { comparison: Comparison }) {
  const { pairs, firstDivergence } = comparison;
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const divergence = useRef<HTMLButtonElement>(null);
  const goThere = () => {
    if (firstDivergence === null) return;
    setOpened(new Set(opened).add(firstDivergence));
    divergence.current?.scrollIntoView({ block: "center" });
    divergence.current?.focus();
  };
  useHotkeys("Compare", [{ keys: ["d"], label: "Go to the first difference", run: goThere }]);
  const toggle = (index: number) => {
    const next = new Set(opened);
    if (!next.delete(index)) next.add(index);
    setOpened(next);
  };
  if (pairs.length === 0) {
    return <p className={styles.none}>Neither session has any operations in its telemetry.</p>;
  }
  return (
    <>
      <div className={styles.bar}>
        <span>
          {firstDivergence === null
            ? agreement(pairs)
            : `They diverge at operation ${firstDivergence + 1} of ${pairs.length}.`}
        </span>
        {firstDivergence === null ? null : (
          <Button onPress={goThere}>
            <ArrowDownIcon />
            Go there
          </Button>
        )}
      </div>
      <div className={tables.box}>
        <table className={`${tables.table} ${styles.table}`} aria-label="Operations of A and B">
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
              <th scope="col">Time, B − A</th>
              <th scope="col">Tokens, B − A</th>
              <th scope="col">Cost, B − A</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair, index) => (
              <PairRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a pair is identified by its index.
                key={index}
                pair={pair}
                isDivergence={index === firstDivergence}
                buttonRef={index === firstDivergence ? divergence : undefined}
                isOpen={opened.has(index)}
                onToggle={() => toggle(index)}
                comparison={comparison}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface PairRowProps {
  pair: Pair;
  isDivergence: boolean;
  buttonRef: React.RefObject<HTMLButtonElement | null> | undefined;
  isOpen: boolean;
  onToggle: () => void;
  comparison: Comparison;
}

function PairRow({ pair, isDivergence, buttonRef, isOpen, onToggle, comparison }: PairRowProps) {
  const { a, b } = pair;
  const differing = a && b ? differingTexts(pair) : [];
  return (
    <>
      <tr
        data-alone={a && b ? undefined : a ? "a" : "b"}
        data-divergence={isDivergence || undefined}
      >
        <th scope="row">
          <button type="button" ref={buttonRef} aria-expanded={isOpen} onClick={onToggle}>
            <i className={styles.icon} data-kind={pair.kind} />
            <span className={tables.name} title={pair.name}>
              {pair.name}
            </span>
            {isDivergence ? <span className={styles.mark}>first difference</span> : null}
            {differing.length > 0 ? (
              <small>
                {differing.join(" and ")} {differing.length > 1 ? "differ" : "differs"}
              </small>
            ) : null}
          </button>
        </th>
        <SideCell side={a} />
        <SideCell side={b} />
        <td>{formatDelta(a?.durationNs, b?.durationNs, DELTA_FORMATS.time) ?? <Unknown />}</td>
        <td>{formatDelta(a?.tokens, b?.tokens, DELTA_FORMATS.tokens) ?? <Unknown />}</td>
        <td>{formatDelta(a?.costUsd, b?.costUsd, DELTA_FORMATS.cost) ?? <Unknown />}</td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={6} className={styles.details}>
            <PairDetails pair={pair} comparison={comparison} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function SideCell({ side }: { side: Side | null }) {
  if (!side) return <td className={styles.absent}>not present</td>;
  return (
    <td>
      {side.isError ? (
        <span className={styles.failed}>
          <ErrorIcon size={13} /> failed
        </span>
      ) : null}
      {formatAligned(side.durationNs)}
    </td>
  );
}
