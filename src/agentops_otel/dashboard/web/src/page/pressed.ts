/** Which key of the keyboard map was pressed, on any keyboard layout. */

type Press = Pick<
  KeyboardEvent,
  "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey" | "getModifierState"
>;

/**
 * Return the key as the keyboard map names it, prefixed with `Ctrl+` or `Meta+` where those are
 * held, or null for a shortcut of the browser or the system.
 *
 * - Caps Lock is ignored; only Shift counts.
 * - On many layouts Alt or AltGr is held to type a sign (German `[` is AltGr+8), which a browser on
 *   Windows reports as Ctrl+Alt. With a letter or a digit it is no key of the map.
 * - A non-Latin letter stands for the letter at its position on a Latin keyboard.
 */
export function pressedKey(press: Press): string | null {
  const isAlt = press.altKey || press.getModifierState("AltGraph");
  if (isAlt) return isSign(press.key) ? press.key : null;
  const held = `${press.ctrlKey ? "Ctrl+" : ""}${press.metaKey ? "Meta+" : ""}`;
  if (isForeign(press.key)) return held + inCase(latinKey(press), press.shiftKey);
  return (
    held + (press.getModifierState("CapsLock") ? inCase(press.key, press.shiftKey) : press.key)
  );
}

function isSign(key: string): boolean {
  return /^[!-~]$/.test(key) && !/[a-z0-9]/i.test(key);
}

function isForeign(key: string): boolean {
  return /^\P{ASCII}$/u.test(key);
}

function latinKey({ key, code, shiftKey }: Press): string {
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  if (letter) return letter;
  if (code === "BracketLeft") return shiftKey ? "{" : "[";
  if (code === "BracketRight") return shiftKey ? "}" : "]";
  return key;
}

function inCase(key: string, isUpper: boolean): string {
  if (!/^[a-z]$/i.test(key)) return key;
  return isUpper ? key.toUpperCase() : key.toLowerCase();
}
