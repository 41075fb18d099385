import { useState } from "react";

/**
 * A text on its way to be applied. It begins anew from what is in force whenever that becomes
 * another, as by a step back in the history.
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
