/** Where the focus goes when what had it is no more. */

/** How long a change may take until the page shows it, in frames. */
const FRAMES = 60;

/** Focus what a change will have put into the page, as soon as it is there; else the content. */
export function focusSoon(find: () => HTMLElement | null | undefined, frames = FRAMES): void {
  requestAnimationFrame(() => {
    // A dialog that is on its way out still keeps the focus to itself.
    const found = document.querySelector("[role=dialog], [role=alertdialog]") ? null : find();
    if (found) found.focus();
    else if (frames > 0) focusSoon(find, frames - 1);
    else focusContent();
  });
}

/** Unless something else has the focus, give it to the content, so that the next Tab leads there. */
export function focusContent(): void {
  if (document.activeElement !== document.body) return;
  document.getElementById("content")?.focus({ preventScroll: true });
}
