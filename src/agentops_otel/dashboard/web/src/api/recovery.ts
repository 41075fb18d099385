/** What happens when the server goes away: the page asks for it until it is back. */

import type { QueryClient } from "@tanstack/react-query";
import { checkServer, isThere } from "./client";

const ASK_AGAIN_MS = 2_000;

/** While the server is away ask for it, and once it is back for all that is on display. */
export function recoverBySelf(queries: QueryClient): void {
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
