// What every screen may rely on: answers kept and renewed, the theme, the routes.
import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Problem } from "@/shared/api/client";
import { isNoProcess } from "@/shared/api/queries";
import { makeRouter } from "./routes";
import { theme } from "./theme";

/** A session that ended is found out by any answer. */
function onFailure(error: Error) {
  const here = router.state.location;
  if (error instanceof Problem && error.status === 401 && here.pathname !== "/sign-in") {
    queries.removeQueries({ queryKey: ["me"] });
    void router.navigate({ to: "/sign-in", search: { to: here.href } });
  }
}

/** What the server refuses, it refuses again; only what didn't arrive is asked anew. */
function worthAsking(failures: number, error: Error) {
  return failures < 2 && !isNoProcess(error) && (!(error instanceof Problem) || error.status === 0 || error.status >= 502);
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: onFailure }),
  mutationCache: new MutationCache({ onError: onFailure }),
  defaultOptions: { queries: { staleTime: 10_000, retry: worthAsking, refetchOnWindowFocus: false } },
});

const router = makeRouter(queries);

export function Providers() {
  return (
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>
  );
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
