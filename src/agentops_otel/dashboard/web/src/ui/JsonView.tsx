import { JsonView as LiteView } from "react-json-view-lite";
import { fits } from "../model/json";
import styles from "./JsonView.module.css";

/** Always expanded down to this level, and below it where no longer than this. */
const OPEN_LEVELS = 2;
const OPEN_CHARS = 4_000;

const LOOK = {
  container: styles.container ?? "",
  basicChildStyle: styles.child ?? "",
  childFieldsContainer: styles.children ?? "",
  label: styles.label ?? "",
  clickableLabel: styles.label ?? "",
  nullValue: styles.other ?? "",
  undefinedValue: styles.other ?? "",
  otherValue: styles.other ?? "",
  numberValue: styles.number ?? "",
  booleanValue: styles.number ?? "",
  stringValue: styles.string ?? "",
  punctuation: styles.punctuation ?? "",
  expandIcon: styles.expand ?? "",
  collapseIcon: styles.collapse ?? "",
  collapsedContent: styles.collapsed ?? "",
  quotesForFieldNames: false,
  // Code and text inside keep their lines.
  stringifyStringValues: false,
  ariaLables: { collapseJson: "fold", expandJson: "unfold" },
};

/** JSON as a tree, expanded as far as it is short. */
export function JsonView({ value, label }: { value: object; label: string }) {
  return (
    <LiteView
      data={value}
      style={LOOK}
      shouldExpandNode={(level, node) => level < OPEN_LEVELS || fits(node, OPEN_CHARS)}
      clickToExpandNode
      aria-label={label}
    />
  );
}
