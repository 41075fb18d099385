import { describe, expect, it } from "vitest";
import { pressedKey } from "./pressed";

const NONE = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

interface Held extends Partial<typeof NONE> {
  altGraph?: boolean;
  capsLock?: boolean;
}

function pressed(key: string, code: string, { altGraph, capsLock, ...held }: Held = {}) {
  const getModifierState = (name: string) =>
    (name === "AltGraph" && altGraph === true) || (name === "CapsLock" && capsLock === true);
  return pressedKey({ key, code, ...NONE, ...held, getModifierState });
}

describe("pressedKey", () => {
  it("names a key as the keyboard map does", () => {
    expect(pressed("j", "KeyJ")).toBe("j");
    expect(pressed("J", "KeyJ", { shiftKey: true })).toBe("J");
    expect(pressed("ArrowDown", "ArrowDown")).toBe("ArrowDown");
    expect(pressed(" ", "Space")).toBe(" ");
    expect(pressed("?", "Slash", { shiftKey: true })).toBe("?");
    expect(pressed("k", "KeyK", { ctrlKey: true })).toBe("Ctrl+k");
    expect(pressed("k", "KeyK", { metaKey: true })).toBe("Meta+k");
  });

  it("goes by the letter on the key, not by its position", () => {
    expect(pressed("j", "KeyC")).toBe("j"); // Dvorak
    expect(pressed("?", "Minus", { shiftKey: true })).toBe("?"); // German
    expect(pressed("/", "Digit7", { shiftKey: true })).toBe("/"); // German
  });

  it("ignores Caps Lock", () => {
    const capsLock = true;
    expect(pressed("J", "KeyJ", { capsLock })).toBe("j");
    expect(pressed("j", "KeyJ", { capsLock, shiftKey: true })).toBe("J");
    expect(pressed("K", "KeyK", { capsLock, ctrlKey: true })).toBe("Ctrl+k");
  });

  it("goes by the letter when a tool sends a capital without Shift", () => {
    expect(pressed("J", "KeyJ")).toBe("J");
  });

  it("maps a non-Latin letter to the Latin one at its position", () => {
    expect(pressed("о", "KeyJ")).toBe("j"); // Russian
    expect(pressed("О", "KeyJ", { shiftKey: true })).toBe("J");
    expect(pressed("л", "KeyK", { ctrlKey: true })).toBe("Ctrl+k");
    expect(pressed("ξ", "KeyJ")).toBe("j"); // Greek
    expect(pressed("х", "BracketLeft")).toBe("[");
  });

  it("accepts a character typed with AltGr or Option", () => {
    expect(pressed("[", "Digit8", { altGraph: true })).toBe("["); // German, Linux
    expect(pressed("[", "Digit8", { ctrlKey: true, altKey: true })).toBe("["); // Windows
    expect(pressed("[", "Digit5", { altKey: true })).toBe("["); // macOS
  });

  it("leaves shortcuts with Alt to the browser", () => {
    expect(pressed("f", "KeyF", { altKey: true })).toBeNull();
    expect(pressed("1", "Digit1", { altKey: true })).toBeNull();
    expect(pressed("∆", "KeyJ", { altKey: true })).toBeNull();
    expect(pressed("ArrowLeft", "ArrowLeft", { altKey: true })).toBeNull();
    expect(pressed(" ", "Space", { altKey: true })).toBeNull();
  });
});
