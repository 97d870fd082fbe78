// The addresses of the house. Each screen is loaded when it is first wanted; its data
// is asked for in the same moment, not after its code has come.
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { Problem } from "@/shared/api/client";
import { dayOf } from "@/features/today/day";
import { queryOf } from "@/shared/leads/filters";
import { boardQuery, drawingQuery, eventsQuery, firstPageOnly, leadQuery, leadsQuery, meQuery, overviewQuery, processQuery, todayQuery } from "@/shared/api/queries";
import { parseSearch, stringifySearch, type Filter } from "@/shared/filter";
import { Frame } from "./frame";
import { Broken, Lost } from "./lost";

/** What fails here, the screen shows. */
const noop = () => undefined;

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: Lost, errorComponent: Broken });

const asText = (search: Record<string, unknown>) => search as Filter;

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: asText,
  component: lazyRouteComponent(() => import("@/features/sign-in/sign-in"), "SignInScreen"),
});

/** What `throughline serve` prints for the first administrator. */
const first = createRoute({
  getParentRoute: () => root,
  path: "/first",
  validateSearch: asText,
  beforeLoad: ({ search }) => {
    throw redirect({ to: "/sign-in", search });
  },
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  validateSearch: asText,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.query({ ...meQuery, staleTime: "static" });
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 401) {
        throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { to: location.href } });
      }
      throw failure;
    }
  },
  component: Frame,
});

/** Whoever owns leads begins with what to do now, everybody else with the whole. */
const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: async ({ context }) => {
    const { member } = await context.queries.query({ ...meQuery, staleTime: "static" });
    throw redirect({ to: member.open > 0 ? "/today" : "/overview", search: {} });
  },
});

const today = createRoute({
  getParentRoute: () => signedIn,
  path: "/today",
  loader: ({ context, location }) => void context.queries.query(todayQuery(dayOf(location.search))).catch(noop),
  component: lazyRouteComponent(() => import("@/features/today/today"), "TodayScreen"),
});

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: "/overview",
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queries.query(overviewQuery(deps)).catch(noop),
  component: lazyRouteComponent(() => import("@/features/overview/overview"), "OverviewScreen"),
});

const leads = createRoute({
  getParentRoute: () => signedIn,
  path: "/leads",
  loader: ({ context, location, cause }) => {
    const query = queryOf(location.search);
    if (cause === "enter") firstPageOnly(context.queries, query);
    void context.queries.infiniteQuery(leadsQuery(query)).catch(noop);
  },
  component: lazyRouteComponent(() => import("@/features/leads/leads"), "LeadsScreen"),
});

const board = createRoute({
  getParentRoute: () => signedIn,
  path: "/board",
  loader: ({ context, location }) => void context.queries.query(boardQuery(queryOf(location.search))).catch(noop),
  component: lazyRouteComponent(() => import("@/features/board/board"), "BoardScreen"),
});

const lead = createRoute({
  getParentRoute: () => signedIn,
  path: "/leads/$id",
  loader: ({ context, params }) => {
    void context.queries.query(leadQuery(params.id)).catch(noop);
    void context.queries.query(eventsQuery(params.id)).catch(noop);
  },
  component: lazyRouteComponent(() => import("@/features/lead/lead"), "LeadScreen"),
});

const process = createRoute({
  getParentRoute: () => signedIn,
  path: "/process",
  loader: ({ context, location }) => {
    const { channel } = location.search as Filter;
    void context.queries.query(processQuery).catch(noop);
    void context.queries.query(drawingQuery(channel)).catch(noop);
  },
  component: lazyRouteComponent(() => import("@/features/process/process"), "ProcessScreen"),
});

const capture = createRoute({
  getParentRoute: () => signedIn,
  path: "/capture",
  component: lazyRouteComponent(() => import("@/features/capture/capture"), "CaptureScreen"),
});

const wayIn = createRoute({
  getParentRoute: () => signedIn,
  path: "/capture/$id",
  component: lazyRouteComponent(() => import("@/features/capture/way"), "WayScreen"),
});

const duplicates = createRoute({
  getParentRoute: () => signedIn,
  path: "/duplicates",
  component: lazyRouteComponent(() => import("@/features/identity/duplicates"), "DuplicatesScreen"),
});

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([first, signIn, signedIn.addChildren([home, today, overview, leads, board, lead, process, duplicates, capture, wayIn])]),
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: false,
    defaultErrorComponent: Broken,
  });
}
