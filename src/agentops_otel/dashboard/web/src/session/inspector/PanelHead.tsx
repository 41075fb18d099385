import type { ReactNode } from "react";
import { IconButton } from "../../ui/Button";
import { CloseIcon } from "../../ui/icons";
import styles from "./PanelHead.module.css";

interface PanelHeadProps {
  kind: string;
  name: string;
  /** Shown after the name. */
  suffix?: string;
  /** Further actions. */
  actions?: ReactNode;
  closeLabel: string;
  onClose: () => void;
  /** `HeadFact`s. */
  children: ReactNode;
}

/** The kind and name of what is selected, with the few facts that readers look for first. */
export function PanelHead(props: PanelHeadProps) {
  const { kind, name, suffix = "", actions, closeLabel, onClose, children } = props;
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <span className={styles.kind} data-kind={kind}>
          {kind}
        </span>
        <h2 title={name}>
          {name}
          {suffix}
        </h2>
        {actions}
        <IconButton label={closeLabel} onPress={onClose}>
          <CloseIcon />
        </IconButton>
      </div>
      <dl className={styles.facts}>{children}</dl>
    </header>
  );
}

interface HeadFactProps {
  name: string;
  children: ReactNode;
  isBad?: boolean;
}

export function HeadFact({ name, children, isBad = false }: HeadFactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={typeof children === "string" ? children : undefined} data-bad={isBad || undefined}>
        {children}
      </dd>
    </div>
  );
}
