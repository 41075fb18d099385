import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { fromPathId, toPathId } from "../model/pathId";
import {
  analyticsSearch,
  compareSearch,
  listSearch,
  parseSearch,
  sessionSearch,
  stringifySearch,
} from "../page/search";
import { SessionsPage } from "../sessions/SessionsPage";
import { Broken, NotFound } from "./Broken";
import { Shell } from "./Shell";

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  validateSearch: listSearch,
  beforeLoad: ({ search }) => {
    throw redirect({ to: "/sessions", search, replace: true });
  },
});

const sessionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sessions",
  validateSearch: listSearch,
  component: SessionsPage,
});

const sessionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sessions/$id",
  params: {
    parse: ({ id }) => ({ id: fromPathId(id) }),
    stringify: ({ id }) => ({ id: toPathId(id) }),
  },
  validateSearch: sessionSearch,
  component: lazyRouteComponent(() => import("../session/SessionPage"), "SessionPage"),
});

const analyticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/analytics",
  validateSearch: analyticsSearch,
  component: lazyRouteComponent(() => import("../analytics/AnalyticsPage"), "AnalyticsPage"),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/compare",
  validateSearch: compareSearch,
  component: lazyRouteComponent(() => import("../compare/ComparePage"), "ComparePage"),
});

/** Create the page's router; `history` is the address bar unless a test passes its own. */
export function createPageRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      homeRoute,
      sessionsRoute,
      sessionRoute,
      analyticsRoute,
      compareRoute,
    ]),
    parseSearch,
    stringifySearch,
    defaultErrorComponent: Broken,
    defaultPreload: "intent",
    scrollRestoration: true,
    scrollToTopSelectors: ['[data-scroll-restoration-id="sessions"]'],
    ...(history ? { history } : {}),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
