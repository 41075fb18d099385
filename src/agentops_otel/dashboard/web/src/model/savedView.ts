/** A filter and an order of the list under a name; on the wire it has the form that views need. */

import type { WireView } from "../api/wire";

export type SavedView = WireView;

/** Whether a list is asked for as a saved view asks for it. */
export function isSame(view: SavedView, list: Omit<SavedView, "name">): boolean {
  return view.q === list.q && view.sort === list.sort && view.order === list.order;
}
