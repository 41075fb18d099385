import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  type Selection,
} from "react-aria-components";
import { CheckIcon, ColumnsIcon } from "../ui/icons";
import styles from "../ui/Menu.module.css";
import { CHOOSABLE } from "./columns";
import { useColumns } from "./useColumns";

/** Which columns the list has. */
export function ColumnsButton() {
  const { isShown, show } = useColumns();
  const choose = (selection: Selection) =>
    show(new Set(selection === "all" ? CHOOSABLE.map(({ id }) => id) : [...selection].map(String)));
  return (
    <MenuTrigger>
      <AriaButton className={styles.button ?? ""}>
        <ColumnsIcon />
        <span className="hidden-if-narrow">Columns</span>
      </AriaButton>
      <Popover className={styles.popover ?? ""} placement="bottom end">
        <Menu
          className={styles.menu ?? ""}
          aria-label="Columns"
          selectionMode="multiple"
          selectedKeys={CHOOSABLE.filter(isShown).map(({ id }) => id)}
          onSelectionChange={choose}
          shouldCloseOnSelect={false}
        >
          {CHOOSABLE.map(({ id, title }) => (
            <MenuItem key={id} id={id} textValue={title} className={styles.item ?? ""}>
              {({ isSelected }) => (
                <>
                  <span className={styles.check}>{isSelected ? <CheckIcon /> : null}</span>
                  {title}
                </>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
