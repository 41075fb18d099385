import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { messageOf, useServerIsThere } from "../api/client";
import { isPartMissing } from "../api/recovery";
import { Button } from "../ui/Button";
import { useObservable } from "../ui/observable";
import styles from "./Broken.module.css";

/** Shown in place of a view that crashed; the rest of the page keeps working. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const isUnloaded = useObservable(isPartMissing);
  if (isUnloaded) return <Unloaded />;
  return (
    <main className={styles.page}>
      <div role="alert">
        <h1>This view stopped working</h1>
        <p>{messageOf(error)}</p>
      </div>
      <Button onPress={reset}>Try again</Button>
    </main>
  );
}

/** Shown when a view's code failed to load. A browser requests it again only in a new document. */
function Unloaded() {
  const isThere = useServerIsThere();
  const wasAway = useRef(false);
  useEffect(() => {
    if (!isThere) wasAway.current = true;
    else if (wasAway.current) window.location.reload();
  }, [isThere]);
  return (
    <main className={styles.page}>
      <div role="alert">
        <h1>This view could not be loaded</h1>
        <p>
          {isThere
            ? "The server may have been updated."
            : "It will load as soon as the server answers again."}
        </p>
      </div>
      <Button onPress={() => window.location.reload()}>Reload the page</Button>
    </main>
  );
}

export function NotFound() {
  useEffect(() => {
    document.title = "No such page";
  }, []);
  return (
    <main className={styles.page}>
      <h1>There is no such page</h1>
      <p>
        The address may be incomplete or misspelled. <Link to="/sessions">See all sessions</Link>
      </p>
    </main>
  );
}
