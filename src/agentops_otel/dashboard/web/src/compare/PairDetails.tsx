import { Link } from "@tanstack/react-router";
import { type Comparison, differingTexts, type Pair, TEXTS, type TextName } from "../model/compare";
import { LongText } from "../ui/LongText";
import styles from "./PairDetails.module.css";
import { WordDiff } from "./WordDiff";

const TITLES: Record<TextName, string> = {
  question: "Question",
  arguments: "Arguments",
  answer: "Answer",
  result: "Result",
};

/** The input and output of an operation, word by word where the sessions differ. */
export function PairDetails({ pair, comparison }: { pair: Pair; comparison: Comparison }) {
  const differing = new Set(differingTexts(pair));
  const present = TEXTS.filter((name) => pair.a?.texts[name] || pair.b?.texts[name]);
  return (
    <div className={styles.details}>
      {present.length === 0 ? <p>The telemetry does not carry its texts.</p> : null}
      {present.map((name) => {
        const a = pair.a?.texts[name] ?? "";
        const b = pair.b?.texts[name] ?? "";
        return (
          <section key={name}>
            <h3>
              {TITLES[name]}
              <small>{differing.has(name) ? "differs" : "the same"}</small>
            </h3>
            {differing.has(name) ? (
              <WordDiff a={a} b={b} label={TITLES[name]} />
            ) : (
              <LongText text={a} label={TITLES[name]} />
            )}
          </section>
        );
      })}
      <p className={styles.links}>
        {(["a", "b"] as const).map((side) => {
          const own = pair[side];
          return own ? (
            <Link
              key={side}
              to="/sessions/$id"
              params={{ id: comparison[side].id }}
              search={{ view: "timeline", span: own.spanId, trace: own.traceId }}
            >
              Open the span in {side.toUpperCase()}
            </Link>
          ) : null;
        })}
      </p>
    </div>
  );
}
