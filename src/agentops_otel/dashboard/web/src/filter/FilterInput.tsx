import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from "react";
import { accept, type Grain, type KnownValues, suggest, wordAt } from "../model/suggest";
import styles from "./FilterInput.module.css";

interface FilterInputProps {
  ref: RefObject<HTMLInputElement | null>;
  label: string;
  placeholder: string;
  grain: Grain;
  valuesOf: KnownValues;
  value: string;
  onChange: (value: string) => void;
  /** Called with the word whose values are about to be suggested. */
  onWord?: (field: string | null, text: string) => void;
  /** Called on Escape while no suggestions are open. */
  onEscape: () => void;
  problemId?: string | undefined;
}

/** A filter input that suggests fields and values while one types. */
export function FilterInput(props: FilterInputProps) {
  const { ref, value } = props;
  const listId = useId();
  const [cursor, setCursor] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const word = cursor === null ? null : wordAt(value, cursor);
  const found = word ? suggest(word, props.grain, props.valuesOf) : [];
  const isOpen = found.length > 0;
  const { onWord } = props;
  const field = word?.field ?? null;
  const text = word?.text ?? "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new function asks for no new values.
  useEffect(() => onWord?.(field, text), [field, text]);

  const close = () => {
    setCursor(null);
    setActive(-1);
  };
  const open = () => setCursor(ref.current?.selectionStart ?? value.length);
  const take = (index: number) => {
    const suggestion = found[index];
    if (!word || !suggestion) return;
    const next = accept(value, word, suggestion.text);
    props.onChange(next.text);
    setActive(-1);
    // The cursor can be set only after the text has been rendered.
    requestAnimationFrame(() => ref.current?.setSelectionRange(next.cursor, next.cursor));
    setCursor(next.text.charAt(next.cursor - 1) === " " ? null : next.cursor);
  };
  const press = (event: KeyboardEvent) => {
    const moves: Record<string, () => void> = {
      ArrowDown: () => (isOpen ? setActive((active + 1) % found.length) : open()),
      ArrowUp: () => setActive(active <= 0 ? found.length - 1 : active - 1),
      Enter: () => take(active),
      Tab: () => take(active),
      Escape: close,
    };
    const isMine = isOpen
      ? !/^(Enter|Tab)$/.test(event.key) || active >= 0
      : event.key === "ArrowDown";
    if (isMine && moves[event.key]) {
      event.preventDefault();
      moves[event.key]?.();
    } else if (event.key === "Escape") {
      props.onEscape();
    } else if (event.key === "Enter") {
      close();
    }
  };
  return (
    <div className={styles.box}>
      <input
        ref={ref}
        className={styles.input}
        role="combobox"
        aria-label={props.label}
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        aria-invalid={props.problemId ? true : undefined}
        aria-describedby={props.problemId}
        placeholder={props.placeholder}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        value={value}
        onChange={(event) => {
          props.onChange(event.target.value);
          setCursor(event.target.selectionStart);
          setActive(-1);
        }}
        onClick={open}
        onKeyDown={press}
        onBlur={close}
      />
      {isOpen ? (
        <div id={listId} className={styles.list} role="listbox" aria-label="Suggestions">
          {found.map(({ text, note }, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys.
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input.
            <div
              key={text}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(index)}
            >
              <code>{text}</code>
              <span>{note}</span>
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
