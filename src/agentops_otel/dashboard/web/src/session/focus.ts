/** Move the focus to the rows, where keys walk on: what had it is left, or is gone. */
export function focusRows(): void {
  document.querySelector<HTMLElement>("[data-rows]")?.focus({ preventScroll: true });
}
