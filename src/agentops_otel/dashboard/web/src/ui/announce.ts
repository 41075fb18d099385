/** A sentence about what was just done, shown to all and read out by screen readers. */

import { observable } from "./observable";

const SHOWN_MS = 4_000;

export const announcement = observable("");

let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string): void {
  announcement.set(text);
  clearTimeout(timer);
  timer = setTimeout(() => announcement.set(""), SHOWN_MS);
}
