import type { ApiError } from "../api/client";
import styles from "./FilterProblem.module.css";

interface FilterProblemProps {
  filter: string;
  problem: ApiError;
  onApply: (q: string) => void;
}

/** The character that the server could not parse, and what may have been meant. */
export function FilterProblem({ filter, problem, onApply }: FilterProblemProps) {
  const at = Math.min(problem.position ?? filter.length, filter.length);
  const wordEnd = at + (/^[\w.]+/.exec(filter.slice(at))?.[0].length ?? 0);
  const marked = filter.slice(at, Math.max(wordEnd, at + 1)) || "\u00a0";
  const replace = (field: string) => onApply(filter.slice(0, at) + field + filter.slice(wordEnd));
  return (
    <div className={styles.problem} role="alert">
      <code className={styles.where}>
        {filter.slice(0, at)}
        <mark>{marked}</mark>
        {filter.slice(at + marked.length)}
      </code>
      <p>
        {problem.message}
        {problem.near.length > 0 ? (
          <span className={styles.near}>
            {" "}
            Did you mean{" "}
            {problem.near.map((field) => (
              <button key={field} type="button" onClick={() => replace(field)}>
                {field}
              </button>
            ))}
            ?
          </span>
        ) : null}
      </p>
    </div>
  );
}
