/**
 * Which rows of a long list are drawn, and in which order of elements. Each drawn row takes a slot,
 * whose elements pass from a row that leaves the view to one that enters it: changing their text is
 * cheaper than making new ones.
 */

/** Rows drawn beyond the view in each direction, so that a short scroll finds them there. */
const OVERSCAN = 4;

export interface RowWindow {
  /** The rows in view: from `top` up to `end`, in rows from the start of the list. */
  top: number;
  end: number;
  /** Rows drawn beyond them. */
  overscan: number;
  slotCount: number;
  /** The slot whose elements come first in the document. */
  firstSlot: number;
}

/** Return the window over `length` rows from `top` on, which may end within a row. */
export function windowOver(top: number, length: number): RowWindow {
  const visible = Math.ceil(Math.max(0, length)) + 1;
  const slotCount = visible + 2 * OVERSCAN;
  const first = Math.max(0, Math.floor(top));
  return settled({
    top: first,
    end: first + visible,
    overscan: OVERSCAN,
    slotCount,
    firstSlot: 0,
  });
}

/**
 * Return the window after a scroll. A jump draws only what is in view; the elements stay where they
 * are in the document until the window settles.
 */
export function shifted(window: RowWindow, top: number): RowWindow {
  const first = Math.max(0, Math.floor(top));
  if (first === window.top) return window;
  const end = first + window.end - window.top;
  const isJump = first >= window.end || end <= window.top;
  return { ...window, top: first, end, overscan: isJump ? 0 : OVERSCAN };
}

/** Return the window at rest: the elements are in the order of their rows, as they are read. */
export function settled(window: RowWindow): RowWindow {
  const firstSlot = firstDrawn({ ...window, overscan: OVERSCAN }) % window.slotCount;
  if (window.overscan === OVERSCAN && window.firstSlot === firstSlot) return window;
  return { ...window, overscan: OVERSCAN, firstSlot };
}

interface Slot {
  slot: number;
  /** Index of its row in the list. */
  index: number;
}

/** Return the slots to draw of a list of `count` rows, in the order of their elements. */
export function slotsOf(window: RowWindow, count: number): Slot[] {
  const { slotCount, firstSlot } = window;
  const visible = window.end - window.top;
  // A list that became shorter is scrolled back, but only after it has been drawn.
  const top = Math.max(0, Math.min(window.top, count - visible + 1));
  const first = firstDrawn({ ...window, top });
  const last = Math.min(count, top + visible + window.overscan);
  const slots: Slot[] = [];
  for (let turn = 0; turn < slotCount; turn++) {
    const slot = (firstSlot + turn) % slotCount;
    const index = first + ((slot - (first % slotCount) + slotCount) % slotCount);
    if (index < last) slots.push({ slot, index });
  }
  return slots;
}

function firstDrawn({ top, overscan }: RowWindow): number {
  return Math.max(0, top - overscan);
}
