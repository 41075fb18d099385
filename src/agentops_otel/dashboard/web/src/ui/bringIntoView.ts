/**
 * Show a row on a page that scrolls as a whole, as it does in a low window: its own list may lie
 * below the fold. A row that is not drawn yet will be within its list.
 */
export function bringIntoView(row: Element | null | undefined, list: Element | null): void {
  (row ?? list)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
