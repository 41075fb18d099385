import { formatAmount } from "../../model/numbers";
import type { KindTotal } from "../../model/overview";
import { formatAligned } from "../../model/time";
import styles from "./KindTable.module.css";

/** Where the time went: self time by operation kind. */
export function KindTable({ kinds, isCut }: { kinds: KindTotal[]; isCut: boolean }) {
  if (kinds.length === 0) return null;
  const most = Math.max(...kinds.map(({ durationNs }) => durationNs));
  return (
    <section>
      <h2>Self time by kind{isCut ? ", of the spans shown" : ""}</h2>
      <table className={styles.kinds} aria-label="Self time by kind">
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
                <i data-kind={kind} style={{ width: `${most ? (100 * durationNs) / most : 0}%` }} />
              </td>
              <td>{formatAligned(durationNs)}</td>
              <td>{formatAmount(count, "span")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
