// @vitest-environment jsdom

import { createMemoryHistory } from "@tanstack/react-router";
import { expect, it } from "vitest";
import { createPageRouter } from "./router";

it.each(["user/42", "a%2Fb", "100%", "what?#now", "größe 日本", "x:y@z&a=b+c", "back\\slash"])(
  "carries the session id %j through the address",
  (id) => {
    const router = createPageRouter(createMemoryHistory({ initialEntries: ["/sessions"] }));
    const { href } = router.buildLocation({ to: "/sessions/$id", params: { id } });
    expect(href.split("/")).toHaveLength(3);

    const opened = createPageRouter(createMemoryHistory({ initialEntries: [href] }));
    const match = opened.matchRoutes(opened.latestLocation).at(-1);
    expect(match?.params).toEqual({ id });
  },
);

it("opens the list with the filter from the home page's address", async () => {
  const history = createMemoryHistory({ initialEntries: ["/?q=tag%3Atutorial"] });
  const router = createPageRouter(history);
  await router.load();
  expect(router.state.location.pathname).toBe("/sessions");
  expect(router.state.location.search).toMatchObject({ q: "tag:tutorial" });
});
