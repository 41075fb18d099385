import type { CompareSearch } from "../page/search";
import { Button } from "../ui/Button";
import { useDraft } from "../ui/useDraft";
import styles from "./IdForm.module.css";

interface IdFormProps {
  a: string;
  b: string;
  onCompare: (search: CompareSearch) => void;
}

/** Selects the two sessions by id; the session page shows a session's id. */
export function IdForm({ a, b, onCompare }: IdFormProps) {
  const [draftOfA, setA] = useDraft(a);
  const [draftOfB, setB] = useDraft(b);
  const sides = [
    { name: "A", draft: draftOfA, setDraft: setA },
    { name: "B", draft: draftOfB, setDraft: setB },
  ];
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onCompare({ a: draftOfA.trim(), b: draftOfB.trim() });
      }}
    >
      {sides.map(({ name, draft, setDraft }) => (
        <label key={name} className={styles.side}>
          {name}
          <input
            value={draft}
            placeholder="Session id"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setDraft(event.target.value)}
          />
        </label>
      ))}
      <Button type="submit">Compare</Button>
      <Button onPress={() => onCompare({ a: b, b: a })} isDisabled={!a && !b}>
        Swap
      </Button>
    </form>
  );
}
