/** Preferences that a reader sets once for all views. Kept in local storage, never in a link. */

import type { Zone } from "../model/time";
import { observable, useObservable } from "../ui/observable";

interface Preferences {
  theme: "system" | "light" | "dark";
  zone: Zone;
  /** Whether single letters are hotkeys (WCAG 2.1.4). */
  letterKeys: boolean;
  /** Width of the timeline's name column, in pixels. */
  nameWidth: number;
  /** Share of the session page that the inspector takes, in percent. */
  inspectorShare: number;
  /** Ids of the columns hidden in the session list, separated by commas. */
  hiddenColumns: string;
}

const DEFAULTS: Preferences = {
  theme: "system",
  zone: "local",
  letterKeys: true,
  nameWidth: 320,
  inspectorShare: 36,
  hiddenColumns: "asked,models,services,user",
};
const STORAGE_KEY = "agentops.preferences";

const preferences = observable(read());

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
    return { ...DEFAULTS, ...known(stored) };
  } catch {
    return DEFAULTS;
  }
}

/** Keep only values of the same type as their default; storage may hold anything. */
function known(stored: unknown): Partial<Preferences> {
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter(
      ([key, value]) => typeof value === typeof DEFAULTS[key as keyof Preferences],
    ),
  );
}

export function setPreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  preferences.set({ ...preferences.get(), [key]: value });
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(preferences.get()));
  } catch {
    // Storage may be full or forbidden; the choice then lasts only until the page is closed.
  }
  applyTheme();
}

export function usePreference<K extends keyof Preferences>(key: K): Preferences[K] {
  return useObservable(preferences)[key];
}

export function getPreference<K extends keyof Preferences>(key: K): Preferences[K] {
  return preferences.get()[key];
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = getPreference("theme");
}
