import { type RefObject, useEffect } from "react";
import { wordPattern } from "../model/words";

const NAME = "found";
/** Limits on matches and on characters searched; nobody reads more. */
const MOST_MARKS = 1_000;
const MOST_CHARS = 2_000_000;
/** The page's own texts, not telemetry. */
const NOT_SEARCHED =
  "search, [role=radiogroup], [role=toolbar], [role=tablist], [role=columnheader]";
/** Delay before marking again: rows come and go while scrolling. */
const REST_MS = 100;

/** Highlight the words of a search in an element's telemetry, without changing the document. */
export function useMarkedWords(within: RefObject<HTMLElement | null>, find: string) {
  useEffect(() => {
    const element = within.current;
    const pattern = wordPattern(find);
    if (!element || !pattern || !("highlights" in CSS)) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const mark = () => {
      waiting = undefined;
      CSS.highlights.set(NAME, new Highlight(...rangesOf(element, pattern)));
    };
    mark();
    const observer = new MutationObserver(() => {
      waiting ??= setTimeout(mark, REST_MS);
    });
    observer.observe(element, { childList: true, characterData: true, subtree: true });
    return () => {
      observer.disconnect();
      clearTimeout(waiting);
      CSS.highlights.delete(NAME);
    };
  }, [within, find]);
}

function rangesOf(element: HTMLElement, pattern: RegExp): Range[] {
  const ranges: Range[] = [];
  let left = MOST_CHARS;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() && ranges.length < MOST_MARKS) {
    const node = walker.currentNode as Text;
    if (node.parentElement?.closest(NOT_SEARCHED)) continue;
    left -= node.data.length;
    if (left < 0) break;
    for (const match of node.data.matchAll(pattern)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      if (ranges.push(range) >= MOST_MARKS) break;
    }
  }
  return ranges;
}
