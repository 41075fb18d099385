import type { ReactNode } from "react";
import { Menu, MenuItem, type MenuProps, MenuTrigger, Popover } from "react-aria-components";
import { QuietButton } from "./Button";
import { CheckIcon } from "./icons";
import styles from "./Menu.module.css";

interface MenuButtonProps extends Omit<MenuProps<object>, "className" | "style" | "aria-label"> {
  /** Name of the button and of its menu. */
  label: string;
  /** What the button shows. */
  face: ReactNode;
}

/** A button that opens a menu. */
export function MenuButton({ label, face, ...menu }: MenuButtonProps) {
  return (
    <MenuTrigger>
      <QuietButton aria-label={label}>{face}</QuietButton>
      <Popover className={styles.popover ?? ""} placement="bottom end">
        <Menu className={styles.menu ?? ""} aria-label={label} {...menu} />
      </Popover>
    </MenuTrigger>
  );
}

type MenuActionProps = { children: ReactNode } & (
  | { onAction: () => void }
  /** An address whose content is kept as a file. */
  | { href: string; download: string }
);

/** Something that a menu does. */
export function MenuAction(props: MenuActionProps) {
  return <MenuItem className={styles.item ?? ""} {...props} />;
}

/** Something that a menu lets one choose, with a sign while it is chosen. */
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
