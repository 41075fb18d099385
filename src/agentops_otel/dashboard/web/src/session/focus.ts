/** Focus the rows, where keys go on working: the focused element was left or is gone. */
export function focusRows(): void {
  document.querySelector<HTMLElement>("[data-rows]")?.focus({ preventScroll: true });
}
