/** The sessions selected in the list: in its address, so that a link shows them as selected too. */

/** Longer addresses are cut off or refused by some of what they are pasted into or sent through. */
const MAX_CHARACTERS = 1_500;

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** Ids of the selected sessions if the address is too short for them. */
    selected?: readonly string[];
  }
}

export interface Place {
  search: { selected?: string };
  state: { selected?: readonly string[] };
}

/** Return the ids of the selected sessions, in the order of selection. */
export function selectedIn({ search, state }: Place): readonly string[] {
  return search.selected ? search.selected.split(",").map(decoded) : (state.selected ?? []);
}

/**
 * Return where ids are kept: in the address or, where they would make it too long, in the history,
 * which survives a reload and the way back, but does not go along with a link.
 */
export function placeOf(ids: readonly string[]): Place {
  // An id may contain a comma.
  const selected = ids.map(encodeURIComponent).join(",");
  if (selected === "") return { search: {}, state: {} };
  if (selected.length <= MAX_CHARACTERS) return { search: { selected }, state: {} };
  return { search: {}, state: { selected: ids } };
}

/** Keep the selection in the history when another filter or order is shown. */
export function keptSelection({ selected }: Place["state"]): Place["state"] {
  return selected ? { selected } : {};
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
