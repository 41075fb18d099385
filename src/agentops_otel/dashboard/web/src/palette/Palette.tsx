import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import { SearchIcon } from "../ui/icons";
import styles from "./Palette.module.css";
import { type Command, useCommands } from "./useCommands";

interface PaletteProps {
  onClose: () => void;
}

/** Go to a session, a tag, a saved view or a setting by typing part of its name. */
export default function Palette({ onClose }: PaletteProps) {
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const sections = useCommands(text, navigate);
  const run = (command: Command) => {
    onClose();
    command.run();
  };
  const isEmpty = sections.every(({ commands }) => commands.length === 0);
  return (
    <ModalOverlay
      className={styles.overlay ?? ""}
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      isDismissable
    >
      <Modal className={styles.modal ?? ""}>
        <Dialog className={styles.dialog ?? ""} aria-label="Go to">
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField className={styles.search ?? ""} aria-label="Go to" autoFocus>
              <SearchIcon />
              <Input
                className={styles.input ?? ""}
                placeholder="Go to a session, tag, view or setting"
                // Otherwise the first Escape would only clear the field.
                onKeyDown={({ key }) => key === "Escape" && onClose()}
              />
            </SearchField>
            {isEmpty ? <p className={styles.none}>Nothing matches.</p> : null}
            <Menu className={styles.menu ?? ""} aria-label="Results">
              {sections
                .filter(({ commands }) => commands.length > 0)
                .map(({ title, commands }) => (
                  <MenuSection key={title}>
                    <Header className={styles.title ?? ""}>{title}</Header>
                    {commands.map((command) => (
                      <MenuItem
                        key={command.id}
                        id={command.id}
                        className={styles.item ?? ""}
                        textValue={command.name}
                        onAction={() => run(command)}
                      >
                        <span>{command.name}</span>
                        {command.note ? <small>{command.note}</small> : null}
                      </MenuItem>
                    ))}
                  </MenuSection>
                ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
