/** Attribute values: what they are, how they read as text, and which of them contain JSON. */

import type { Attributes } from "./span";

export interface Attribute {
  key: string;
  value: unknown;
}

/** List the attributes by key; with `search`, only those whose key or value contains its words. */
export function listAttributes(attributes: Attributes, search = ""): Attribute[] {
  const wanted = search.trim().toLowerCase();
  return Object.entries(attributes)
    .map(([key, value]) => ({ key, value }))
    .filter(
      ({ key, value }) =>
        !wanted ||
        key.toLowerCase().includes(wanted) ||
        textOf(value).toLowerCase().includes(wanted),
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Format a value as text: strings as they are, anything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Format a value to be pasted elsewhere: strings as they are, anything else as indented JSON. */
export function copyOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** Return the object or array that a value is, or that its text is JSON of; else null. */
export function structureOf(value: unknown): object | null {
  if (typeof value === "object" && value !== null) return value;
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return null;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" ? parsed : null;
  } catch {
    return null;
  }
}
