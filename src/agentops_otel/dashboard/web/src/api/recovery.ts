/** Recovery from an unreachable server: the page asks until it answers again. */

import type { QueryClient } from "@tanstack/react-query";
import { observable } from "../ui/observable";
import { checkServer, isThere } from "./client";

/** Whether a part of the page that is loaded on demand failed to load. */
export const isPartMissing = observable(false);

const ASK_AGAIN_MS = 2_000;

/** Poll an unreachable server; once it answers, refetch everything on display. */
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
