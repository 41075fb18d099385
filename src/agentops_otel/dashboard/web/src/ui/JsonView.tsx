import { JsonView as LiteView } from "react-json-view-lite";
import styles from "./JsonView.module.css";

const OPEN_LEVELS = 2;

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

/** JSON as a tree that is open two levels deep. */
export function JsonView({ value, label }: { value: object; label: string }) {
  return (
    <LiteView
      data={value}
      style={LOOK}
      shouldExpandNode={(level) => level < OPEN_LEVELS}
      clickToExpandNode
      aria-label={label}
    />
  );
}
