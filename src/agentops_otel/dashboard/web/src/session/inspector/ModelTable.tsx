import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { operationsQuery } from "../../api/sessionQueries";
import { formatAmount, formatCost } from "../../model/numbers";
import type { Session } from "../../model/session";
import { usageByModel } from "../../model/usage";
import { readable } from "../../model/visible";
import { TokensInOut } from "../../ui/TokensInOut";
import { Maybe, Unknown } from "../../ui/Unknown";
import styles from "./KindTable.module.css";

/** What was spent on which model; nothing where no model was called. */
export function ModelTable({ session }: { session: Session }) {
  const operations = useQuery(operationsQuery(session.id, session)).data;
  const usage = useMemo(() => usageByModel(operations ?? []), [operations]);
  if (usage.length === 0) return null;
  return (
    <section>
      <h2>Tokens and cost by model</h2>
      <table className={styles.kinds} aria-label="Tokens and cost by model">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Calls</th>
            <th scope="col">Tokens</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {usage.map(({ model, calls, costUsd, ...tokens }) => (
            <tr key={model}>
              <th scope="row" className={styles.model}>
                {model === null ? <Unknown /> : readable(model)}
              </th>
              <td>{formatAmount(calls, "call")}</td>
              <td>
                <TokensInOut usage={tokens} />
              </td>
              <td>
                <Maybe value={costUsd} format={formatCost} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
