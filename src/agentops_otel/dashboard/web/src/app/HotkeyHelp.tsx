import { Switch } from "react-aria-components";
import { useHotkeyGroups } from "../page/hotkeys";
import { setPreference, usePreference } from "../page/preferences";
import { Dialog } from "../ui/Dialog";
import styles from "./HotkeyHelp.module.css";

interface HotkeyHelpProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

const NAMES: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  " ": "Space",
  "Ctrl+k": "Ctrl K",
  "Meta+k": "⌘ K",
};

/** The keyboard map: what each key does in the current view. */
export function HotkeyHelp({ isOpen, onOpenChange }: HotkeyHelpProps) {
  const groups = useHotkeyGroups();
  return (
    <Dialog title="Keyboard map" isOpen={isOpen} onOpenChange={onOpenChange}>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl className={styles.keys}>
              {group.hotkeys.map(({ keys, label }) => (
                <Line key={label} by={keys.map((key) => NAMES[key] ?? key)} label={label} />
              ))}
              {group.gestures.map(({ by, label }) => (
                <Line key={label} by={by} label={label} />
              ))}
            </dl>
          </section>
        ))}
      </div>
      <LetterKeysSwitch />
    </Dialog>
  );
}

function Line({ by, label }: { by: readonly string[]; label: string }) {
  return (
    <div>
      <dt>
        {by.map((each) => (
          <kbd key={each}>{each}</kbd>
        ))}
      </dt>
      <dd>{label}</dd>
    </div>
  );
}

function LetterKeysSwitch() {
  const letterKeys = usePreference("letterKeys");
  return (
    <Switch
      className={styles.switch ?? ""}
      isSelected={letterKeys}
      onChange={(isOn) => setPreference("letterKeys", isOn)}
    >
      <span className={styles.track} />
      Single-letter shortcuts
    </Switch>
  );
}
