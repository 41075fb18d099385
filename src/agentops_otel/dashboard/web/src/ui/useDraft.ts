import { useState } from "react";

/**
 * A text that is edited before it is applied. It is reset to the text in force whenever that
 * changes, for example by a step back in the history.
 */
export function useDraft(inForce: string): [draft: string, setDraft: (draft: string) => void] {
  const [draft, setDraft] = useState(inForce);
  const [before, setBefore] = useState(inForce);
  if (before !== inForce) {
    setBefore(inForce);
    setDraft(inForce);
  }
  return [draft, setDraft];
}
