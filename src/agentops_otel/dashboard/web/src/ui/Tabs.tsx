import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components";
import { formatCount } from "../model/numbers";
import styles from "./Tabs.module.css";

export interface TabSpec {
  id: string;
  title: string;
  /** Number of things inside; a tab with none shows 0. */
  count?: number;
  content: () => ReactNode;
}

interface TabsProps {
  label: string;
  tabs: TabSpec[];
  selected?: string | undefined;
  onSelect?: (id: string) => void;
  className?: string | undefined;
  panelClassName?: string | undefined;
}

export function Tabs({ label, tabs, selected, onSelect, className, panelClassName }: TabsProps) {
  const known = tabs.some(({ id }) => id === selected) ? selected : undefined;
  return (
    <AriaTabs
      className={className ?? ""}
      {...(onSelect
        ? {
            selectedKey: known ?? tabs[0]?.id ?? "",
            onSelectionChange: (key) => onSelect(String(key)),
          }
        : {})}
    >
      <TabList className={styles.list ?? ""} aria-label={label}>
        {tabs.map(({ id, title, count }) => (
          <Tab key={id} id={id} className={styles.tab ?? ""}>
            {title}
            {count === undefined ? null : (
              <span className={styles.count}> {formatCount(count)}</span>
            )}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className={panelClassName ?? ""}>
          {content()}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
