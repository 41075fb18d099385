import { type RefObject, useLayoutEffect } from "react";

let wasFocused = false;

/** Pass the focus from one list of rows to the one that replaces it. */
export function useKeptFocus(scroller: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (wasFocused) element?.focus({ preventScroll: true });
    wasFocused = false;
    return () => {
      wasFocused = element !== null && element === document.activeElement;
    };
  }, [scroller]);
}
