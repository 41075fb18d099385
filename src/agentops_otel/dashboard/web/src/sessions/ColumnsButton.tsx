import type { Selection } from "react-aria-components";
import { ColumnsIcon } from "../ui/icons";
import { MenuButton, MenuChoice } from "../ui/Menu";
import { CHOOSABLE } from "./columns";
import { useColumns } from "./useColumns";

/** Selects the columns of the list. */
export function ColumnsButton() {
  const { isShown, show } = useColumns();
  const choose = (selection: Selection) =>
    show(new Set(selection === "all" ? CHOOSABLE.map(({ id }) => id) : [...selection].map(String)));
  return (
    <MenuButton
      label="Columns"
      content={
        <>
          <ColumnsIcon />
          <span className="hidden-if-narrow">Columns</span>
        </>
      }
      selectionMode="multiple"
      selectedKeys={CHOOSABLE.filter(isShown).map(({ id }) => id)}
      onSelectionChange={choose}
      shouldCloseOnSelect={false}
    >
      {CHOOSABLE.map(({ id, title }) => (
        <MenuChoice key={id} id={id} title={title} />
      ))}
    </MenuButton>
  );
}
