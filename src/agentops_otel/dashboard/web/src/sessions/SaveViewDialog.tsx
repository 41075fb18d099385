import { useState } from "react";
import { messageOf } from "../api/client";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Notice } from "../ui/Notice";
import styles from "./SaveViewDialog.module.css";

interface SaveViewDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  takenNames: string[];
  onSave: (name: string) => Promise<void>;
}

export function SaveViewDialog({ isOpen, onOpenChange, takenNames, onSave }: SaveViewDialogProps) {
  const [name, setName] = useState("");
  const [trouble, setTrouble] = useState("");
  const isTaken = takenNames.includes(name.trim());
  const save = async () => {
    if (!name.trim()) return;
    try {
      await onSave(name.trim());
      setName("");
      setTrouble("");
      onOpenChange(false);
    } catch (error) {
      setTrouble(messageOf(error));
    }
  };
  return (
    <Dialog title="Save this view" isOpen={isOpen} onOpenChange={onOpenChange}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <p>Saves the filter and the order of the list for everybody who uses this dashboard.</p>
        <label>
          Name
          <input
            value={name}
            maxLength={100}
            autoFocus
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        {trouble ? <Notice title="The view was not saved">{trouble}</Notice> : null}
        <div className={styles.buttons}>
          <Button onPress={() => onOpenChange(false)}>Cancel</Button>
          <Button primary onPress={save} isDisabled={!name.trim()}>
            {isTaken ? "Replace" : "Save"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
