import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  type Selection,
} from "react-aria-components";
import { zoneName } from "../model/time";
import { setPreference, usePreference } from "../page/preferences";
import { CheckIcon, ClockIcon, MoonIcon, SunIcon, SystemIcon } from "../ui/icons";
import styles from "../ui/Menu.module.css";

interface Choice<T extends string> {
  id: T;
  label: string;
}

interface ChoiceButtonProps<T extends string> {
  label: string;
  icon: React.ReactNode;
  text?: string;
  choices: Choice<T>[];
  chosen: T;
  onChoose: (id: T) => void;
}

function ChoiceButton<T extends string>(props: ChoiceButtonProps<T>) {
  const choose = (selection: Selection) => {
    const [id] = selection as Set<T>;
    if (id) props.onChoose(id);
  };
  return (
    <MenuTrigger>
      <AriaButton className={styles.button ?? ""} aria-label={props.label}>
        {props.icon}
        {props.text ? <span className="hidden-if-narrow">{props.text}</span> : null}
      </AriaButton>
      <Popover className={styles.popover ?? ""} placement="bottom end">
        <Menu
          className={styles.menu ?? ""}
          aria-label={props.label}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[props.chosen]}
          onSelectionChange={choose}
          items={props.choices}
        >
          {({ id, label }) => (
            <MenuItem id={id} textValue={label} className={styles.item ?? ""}>
              {({ isSelected }) => (
                <>
                  <span className={styles.check}>{isSelected ? <CheckIcon /> : null}</span>
                  {label}
                </>
              )}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

const THEMES = [
  { id: "system", label: "As the system" },
  { id: "light", label: "Light" },
  { id: "dark", label: "Dark" },
] as const;

export function ThemeButton() {
  const theme = usePreference("theme");
  const Icon = { system: SystemIcon, light: SunIcon, dark: MoonIcon }[theme] ?? SystemIcon;
  return (
    <ChoiceButton
      label="Theme"
      icon={<Icon />}
      choices={[...THEMES]}
      chosen={theme}
      onChoose={(id) => setPreference("theme", id)}
    />
  );
}

export function ZoneButton() {
  const zone = usePreference("zone");
  return (
    <ChoiceButton
      label={`Time zone: ${zoneName(zone)}`}
      icon={<ClockIcon />}
      text={zoneName(zone)}
      choices={[
        { id: "local", label: `Local time (${zoneName("local")})` },
        { id: "utc", label: "UTC" },
      ]}
      chosen={zone}
      onChoose={(id) => setPreference("zone", id)}
    />
  );
}
