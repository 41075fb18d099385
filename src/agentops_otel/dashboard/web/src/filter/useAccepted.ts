import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";

/**
 * Return the last filter that the server accepted, or null if there was none yet. One query tries a
 * new filter and all others use the accepted one, so that an invalid filter is refused only once.
 */
export function useAccepted(
  filter: string,
  { data, isPlaceholderData }: Pick<UseQueryResult, "data" | "isPlaceholderData">,
): string | null {
  const [accepted, setAccepted] = useState<string | null>(null);
  const isTaken = filter === "" || (data !== undefined && !isPlaceholderData);
  if (isTaken && accepted !== filter) setAccepted(filter);
  return isTaken ? filter : accepted;
}
