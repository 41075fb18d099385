import { useSyncExternalStore } from "react";

const PRINT = window.matchMedia("print");

function subscribe(listener: () => void): () => void {
  PRINT.addEventListener("change", listener);
  return () => PRINT.removeEventListener("change", listener);
}

/** Return whether the page is laid out for paper, on which nothing scrolls. */
export function useIsPrinted(): boolean {
  return useSyncExternalStore(subscribe, () => PRINT.matches);
}
