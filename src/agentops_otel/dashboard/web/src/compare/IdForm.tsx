import { useEffect, useState } from "react";
import type { CompareSearch } from "../page/search";
import { Button } from "../ui/Button";
import styles from "./IdForm.module.css";

interface IdFormProps {
  a: string;
  b: string;
  onCompare: (search: CompareSearch) => void;
}

/** Which two sessions: by their ids, which the session page gives. */
export function IdForm({ a, b, onCompare }: IdFormProps) {
  const [draft, setDraft] = useState({ a, b });
  useEffect(() => setDraft({ a, b }), [a, b]);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onCompare({ a: draft.a.trim(), b: draft.b.trim() });
      }}
    >
      {(["a", "b"] as const).map((side) => (
        <label key={side} className={styles.side}>
          {side.toUpperCase()}
          <input
            value={draft[side]}
            placeholder="Session id"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setDraft({ ...draft, [side]: event.target.value })}
          />
        </label>
      ))}
      <button type="submit" className="visually-hidden">
        Compare
      </button>
      <Button onPress={() => onCompare({ a: b, b: a })} isDisabled={!a && !b}>
        Swap
      </Button>
    </form>
  );
}
