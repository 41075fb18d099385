import type { ReactNode } from "react";
import { Menu, MenuItem, type MenuProps, MenuTrigger, Popover } from "react-aria-components";
import { QuietButton } from "./Button";
import { CheckIcon } from "./icons";
import styles from "./Menu.module.css";

interface MenuButtonProps extends Omit<MenuProps<object>, "className" | "style" | "aria-label"> {
  /** Name of the button and of its menu. */
  label: string;
  /** What the button shows. */
  content: ReactNode;
}

/** A button that opens a menu. */
export function MenuButton({ label, content, ...menu }: MenuButtonProps) {
  return (
    <MenuTrigger>
      <QuietButton aria-label={label}>{content}</QuietButton>
      <Popover className={styles.popover ?? ""} placement="bottom end">
        <Menu className={styles.menu ?? ""} aria-label={label} {...menu} />
      </Popover>
    </MenuTrigger>
  );
}

type MenuActionProps = { children: ReactNode } & (
  | { onAction: () => void }
  /** An address whose content is downloaded. */
  | { href: string; download: string }
);

/** A menu item that does something. */
export function MenuAction(props: MenuActionProps) {
  return <MenuItem className={styles.item ?? ""} {...props} />;
}

/** A menu item that can be chosen, with a check mark while it is. */
export function MenuChoice({ id, title }: { id: string; title: string }) {
  return (
    <MenuItem id={id} textValue={title} className={styles.item ?? ""}>
      {({ isSelected }) => (
        <>
          <span className={styles.check}>{isSelected ? <CheckIcon /> : null}</span>
          {title}
        </>
      )}
    </MenuItem>
  );
}
