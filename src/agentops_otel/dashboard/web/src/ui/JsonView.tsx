import { JsonView as LiteView } from "react-json-view-lite";
import { fits } from "../model/json";
import styles from "./JsonView.module.css";

/** So deep it is open whatever the size, and further down what is no longer than this. */
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
  stringifyStringValues: true,
  ariaLables: { collapseJson: "fold", expandJson: "unfold" },
};

/** JSON as a tree, open as far as it is short. */
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
