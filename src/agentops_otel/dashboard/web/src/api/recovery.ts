/** What happens when the server goes away: the page asks for it until it is back. */

import type { QueryClient } from "@tanstack/react-query";
import { observable } from "../ui/observable";
import { checkServer, isThere } from "./client";

/** Whether a part of the page that is loaded when it is needed did not come. */
export const isPartMissing = observable(false);

const ASK_AGAIN_MS = 2_000;

/** While the server is away ask for it, and once it is back for all that is on display. */
export function recoverBySelf(queries: QueryClient): void {
  window.addEventListener("vite:preloadError", () => isPartMissing.set(true));
  const askAgain = () =>
    setTimeout(async () => {
      await checkServer();
      if (!isThere.get()) askAgain();
    }, ASK_AGAIN_MS);
  isThere.subscribe(() => {
    if (isThere.get()) queries.invalidateQueries({}, { cancelRefetch: false });
    else askAgain();
  });
}
