import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { Button } from "../ui/Button";
import styles from "./Broken.module.css";

/** Shown in place of a view that failed; the rest of the page goes on. */
export function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <main className={styles.page}>
      <div role="alert">
        <h1>This view stopped working</h1>
        <p>{error instanceof Error ? error.message : String(error)}</p>
      </div>
      <Button onPress={reset}>Try again</Button>
    </main>
  );
}

export function NotFound() {
  return (
    <main className={styles.page}>
      <h1>There is no such page</h1>
      <p>
        The address may be cut or misspelled. <Link to="/sessions">See all sessions</Link>
      </p>
    </main>
  );
}
