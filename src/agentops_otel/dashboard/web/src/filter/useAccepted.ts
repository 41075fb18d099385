import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";

/**
 * The last filter that the server took. One question tries a new filter; all others ask by the one
 * that this gives, so that a filter without meaning is refused once. Null: there was none yet.
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
