/** Keys that work without focus on a control. Each action also has a button. */

import { useEffect, useRef } from "react";
import { observable, useObservable } from "../ui/observable";
import { getPreference } from "./preferences";
import { pressedKey } from "./pressed";

interface Hotkey {
  /** Names as `pressedKey` returns them. */
  keys: string[];
  label: string;
  run: () => void;
}

/** What the keyboard map tells, too: keys and gestures that another part of the page handles. */
interface Gesture {
  /** How it is done, as shown: "Ctrl wheel". */
  by: string[];
  label: string;
}

interface HotkeyGroup {
  title: string;
  hotkeys: Hotkey[];
  gestures: readonly Gesture[];
}

const groups = observable<readonly HotkeyGroup[]>([]);

const NO_GESTURES: readonly Gesture[] = [];

/** Bind keys while the component is mounted. A later group wins over an earlier one. */
export function useHotkeys(
  title: string,
  hotkeys: Hotkey[],
  gestures: readonly Gesture[] = NO_GESTURES,
): void {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  const signature = hotkeys.map(({ keys, label }) => `${keys.join()} ${label}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the hotkeys.
  useEffect(() => {
    const group: HotkeyGroup = {
      title,
      hotkeys: latest.current.map((hotkey, index) => ({
        ...hotkey,
        run: () => latest.current[index]?.run(),
      })),
      gestures,
    };
    groups.set([...groups.get(), group]);
    return () => groups.set(groups.get().filter((each) => each !== group));
  }, [title, signature, gestures]);
}

/** Return all bindings, grouped by title. */
export function useHotkeyGroups(): HotkeyGroup[] {
  const bound = useObservable(groups);
  const titles = [...new Set(bound.map(({ title }) => title))];
  return titles.map((title) => {
    const own = bound.filter((group) => group.title === title);
    return {
      title,
      hotkeys: own.flatMap(({ hotkeys }) => hotkeys),
      gestures: own.flatMap(({ gestures }) => gestures),
    };
  });
}

/** Do what a key does in the current view, for the button that stands for it. */
export function pressHotkey(key: string): void {
  boundTo(key)?.run();
}

function boundTo(key: string): Hotkey | undefined {
  return groups
    .get()
    .flatMap((group) => group.hotkeys)
    .findLast(({ keys }) => keys.includes(key));
}

/** Start listening; return a function that stops it. */
export function listenForHotkeys(): () => void {
  window.addEventListener("keydown", dispatch);
  return () => window.removeEventListener("keydown", dispatch);
}

function dispatch(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  if (document.querySelector("[role=dialog], [role=alertdialog]")) return;
  const pressed = pressedKey(event);
  if (pressed === null) return;
  const isPlain = !/^(Ctrl|Meta)\+/.test(pressed);
  if (isPlain && isTyping(event.target)) return;
  if (isPressedBy(pressed, event.target)) return;
  if (pressed.length === 1 && !getPreference("letterKeys")) return;
  const hotkey = boundTo(pressed);
  if (!hotkey) return;
  event.preventDefault();
  hotkey.run();
}

/** Whether a key presses the control that has the focus. Space presses no link. */
function isPressedBy(key: string, target: EventTarget | null): boolean {
  const controls = "button, summary, input, [role]:not([role=treegrid])";
  const pressed = { " ": controls, Enter: `a, ${controls}` }[key];
  return pressed !== undefined && target instanceof HTMLElement && target.matches(pressed);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=checkbox], [type=radio]), textarea, select"))
  );
}
