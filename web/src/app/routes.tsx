// The addresses of the house. Each screen is loaded when it is first wanted; its data
// is asked for in the same moment, not after its code has come.
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { Problem } from "@/shared/api/client";
import { queryOf } from "@/features/leads/filters";
import { drawingQuery, eventsQuery, firstPageOnly, leadQuery, leadsQuery, meQuery, overviewQuery, processQuery } from "@/shared/api/queries";
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

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/overview", search: {} });
  },
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

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([home, first, signIn, signedIn.addChildren([overview, leads, lead, process, capture, wayIn])]),
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: false,
    defaultErrorComponent: Broken,
  });
}
