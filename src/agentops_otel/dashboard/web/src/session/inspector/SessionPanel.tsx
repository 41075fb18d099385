import { Tabs } from "../../ui/Tabs";
import type { ViewProps } from "../SessionView";
import styles from "./Inspector.module.css";
import { Logs } from "./Logs";
import { Overview } from "./Overview";

/** Shown while no span is selected: the session and its logs, which come first without spans. */
export function SessionPanel(props: ViewProps) {
  return (
    <Tabs
      label="Session details"
      className={styles.tabs}
      panelClassName={styles.panel}
      selected={props.view.tab ?? (props.table.count === 0 ? "logs" : undefined)}
      onSelect={props.view.setTab}
      tabs={[
        { id: "overview", title: "Overview", content: () => <Overview {...props} /> },
        { id: "logs", title: "Logs", content: () => <Logs {...props} row={null} /> },
      ]}
    />
  );
}
