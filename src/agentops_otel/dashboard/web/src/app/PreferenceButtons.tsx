import type { Key, Selection } from "react-aria-components";
import { zoneName } from "../model/time";
import { setPreference, usePreference } from "../page/preferences";
import { ClockIcon, MoonIcon, SunIcon, SystemIcon } from "../ui/icons";
import { MenuButton, MenuChoice } from "../ui/Menu";

interface ChoiceButtonProps<T extends string> {
  label: string;
  content: React.ReactNode;
  choices: readonly { id: T; title: string }[];
  chosen: T;
  onChoose: (id: T) => void;
}

/** A menu of choices, one of which is selected. */
function ChoiceButton<T extends string>(props: ChoiceButtonProps<T>) {
  const { label, content, choices, chosen, onChoose } = props;
  const choose = (selection: Selection) => {
    const [key] = selection as Set<Key>;
    const choice = choices.find(({ id }) => id === key);
    if (choice) onChoose(choice.id);
  };
  return (
    <MenuButton
      label={label}
      content={content}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={choose}
    >
      {choices.map((choice) => (
        <MenuChoice key={choice.id} {...choice} />
      ))}
    </MenuButton>
  );
}

const THEMES = [
  { id: "system", title: "System default" },
  { id: "light", title: "Light" },
  { id: "dark", title: "Dark" },
] as const;

export function ThemeButton() {
  const theme = usePreference("theme");
  const Icon = { system: SystemIcon, light: SunIcon, dark: MoonIcon }[theme] ?? SystemIcon;
  return (
    <ChoiceButton
      label="Theme"
      content={<Icon />}
      choices={THEMES}
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
      content={
        <>
          <ClockIcon />
          <span className="hidden-if-narrow">{zoneName(zone)}</span>
        </>
      }
      choices={[
        { id: "local", title: `Local time (${zoneName("local")})` },
        { id: "utc", title: "UTC" },
      ]}
      chosen={zone}
      onChoose={(id) => setPreference("zone", id)}
    />
  );
}
