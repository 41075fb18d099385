import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { compareQuery } from "../api/queries";
import type { Comparison } from "../model/compare";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import styles from "./ComparePage.module.css";
import { IdForm } from "./IdForm";
import { PairTable } from "./PairTable";
import { Sides } from "./Sides";

const route = getRouteApi("/compare");

/** Two sessions side by side, and where they diverge. */
export function ComparePage() {
  const { a = "", b = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(compareQuery(a, b));
  const names = query.data ? `${query.data.a.name} and ${query.data.b.name}` : "";
  useEffect(() => {
    document.title = names ? `${names} · Compare` : "Compare";
  }, [names]);
  return (
    <main className={styles.page}>
      <h1 className="visually-hidden">Compare two sessions</h1>
      <IdForm a={a} b={b} onCompare={(search) => navigate({ search })} />
      {a && b ? null : (
        <p className={styles.quiet}>
          {a || b
            ? "Enter the id of the other session as well, "
            : "Enter the ids of two sessions, "}
          or select two in the <Link to="/sessions">list</Link> and press Compare.
        </p>
      )}
      {a && a === b ? (
        <Notice title="Both are the same session" tone="warning">
          Enter another id on either side.
        </Notice>
      ) : null}
      {query.error ? (
        <Notice title="The sessions could not be compared">
          <p>{query.error.message}</p>
          <Button onPress={() => query.refetch()}>Try again</Button>
        </Notice>
      ) : null}
      {query.isLoading ? <p className={styles.quiet}>Comparing…</p> : null}
      {query.data ? <Compared comparison={query.data} /> : null}
    </main>
  );
}

function Compared({ comparison }: { comparison: Comparison }) {
  return (
    <>
      <Sides comparison={comparison} />
      {comparison.isCapped ? (
        <Notice title="A session has more operations than can be compared" tone="warning">
          Only its first 2,000 operations are below.
        </Notice>
      ) : null}
      <PairTable comparison={comparison} />
    </>
  );
}
