/** A named filter and order of the list; the wire form suits the views as it is. */

import type { WireView } from "../api/wire";

export type SavedView = WireView;

/** Return whether a list has the filter and the order of a saved view. */
export function isSame(view: SavedView, list: Omit<SavedView, "name">): boolean {
  return view.q === list.q && view.sort === list.sort && view.order === list.order;
}
