/** Where the focus goes when the focused element disappears. */

/** How many frames a change may take to show on the page. */
const FRAMES = 60;

/** Focus an element that a change will add, as soon as it exists; else the content. */
export function focusSoon(find: () => HTMLElement | null | undefined, frames = FRAMES): void {
  requestAnimationFrame(() => {
    // A dialog that is closing still traps the focus.
    const found = document.querySelector("[role=dialog], [role=alertdialog]") ? null : find();
    if (found) found.focus();
    else if (frames > 0) focusSoon(find, frames - 1);
    else focusContent();
  });
}

/** Focus the content unless something else has the focus, so that the next Tab leads into it. */
export function focusContent(): void {
  if (document.activeElement !== document.body) return;
  document.getElementById("content")?.focus({ preventScroll: true });
}
