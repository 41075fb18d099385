import { type RefObject, useEffect, useRef } from "react";

/** A shorter move of the pointer is a click. */
const MIN_DRAG_PX = 4;
/** The wheel of a mouse turns by more than this at once, a touchpad by much less. */
const MAX_TURN_PX = 50;
const ZOOM_PER_PX = 0.01;
/** Pixels of the units in which a wheel may turn: pixels, lines, pages. */
const UNITS_PX = [1, 16, 400];

interface TimeGestures {
  /** The place of the visible time within the area, in pixels. */
  left: number;
  width: number;
  /** Scale the visible time by a factor around a place in it, from 0 at its start to 1. */
  onZoom: (factor: number, around: number) => void;
  /** Move the visible time by a share of it. */
  onPan: (share: number) => void;
  onShowAll: () => void;
}

/**
 * Let wheel and pointer change the visible time: Ctrl and the wheel zoom at the pointer; Shift and
 * the wheel or a drag move the time, as does a wheel that turns sideways; a double click shows
 * everything. The wheel alone scrolls the rows.
 */
export function useTimeGestures(area: RefObject<HTMLElement | null>, gestures: TimeGestures) {
  const latest = useRef(gestures);
  useEffect(() => {
    latest.current = gestures;
  });
  useEffect(() => {
    const element = area.current;
    return element ? listen(element, () => latest.current) : undefined;
  }, [area]);
}

/** Start listening; return a function that stops it. */
function listen(element: HTMLElement, current: () => TimeGestures): () => void {
  const stop = new AbortController();
  /** Where Shift and a drag began or moved last; null while nothing is dragged. */
  let drag: { x: number; hasMoved: boolean } | null = null;

  /** Return the place of the pointer in the visible time; null: it is beside it. */
  const placeOf = (event: MouseEvent): number | null => {
    const { left, width } = current();
    const place = (event.clientX - element.getBoundingClientRect().left - left) / width;
    const isOnControl = (event.target as Element).closest("button, [role=separator]");
    return width > 0 && place >= 0 && !isOnControl ? Math.min(1, place) : null;
  };
  const turn = (event: WheelEvent) => {
    const place = placeOf(event);
    if (place === null) return;
    const unitPx = UNITS_PX[event.deltaMode] ?? 1;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const turned = Math.max(-MAX_TURN_PX, Math.min(MAX_TURN_PX, event.deltaY * unitPx));
      current().onZoom(Math.exp(turned * ZOOM_PER_PX), place);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      current().onPan(((event.deltaX || event.deltaY) * unitPx) / current().width);
    }
  };
  const press = (event: PointerEvent) => {
    const begins = event.shiftKey && event.button === 0 && placeOf(event) !== null;
    drag = begins ? { x: event.clientX, hasMoved: false } : null;
  };
  const move = (event: PointerEvent) => {
    if (!drag) return;
    const by = event.clientX - drag.x;
    if (!drag.hasMoved && Math.abs(by) < MIN_DRAG_PX) return;
    if (!drag.hasMoved) element.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, hasMoved: true };
    current().onPan(-by / current().width);
  };
  const release = (event: MouseEvent) => {
    if (drag?.hasMoved) event.stopPropagation();
    drag = null;
  };
  /** Neither a drag nor a double click selects text. */
  const keepUnselected = (event: MouseEvent) => {
    if ((event.shiftKey || event.detail > 1) && placeOf(event) !== null) event.preventDefault();
  };
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ) => element.addEventListener(type, listener, { signal: stop.signal, capture: true });

  element.addEventListener("wheel", turn, { signal: stop.signal, passive: false });
  on("pointerdown", press);
  on("pointermove", move);
  on("pointercancel", release);
  on("click", release);
  on("mousedown", keepUnselected);
  on("dblclick", (event) => {
    if (placeOf(event) !== null) current().onShowAll();
  });
  return () => stop.abort();
}
