// What screens ask for, each question once. Keys begin with what they are about, so
// that the live stream can say "this lead changed" and every answer about it renews.
import { infiniteQueryOptions, keepPreviousData, queryOptions, type QueryClient } from "@tanstack/react-query";
import { hearTime } from "../now";
import { tellIn } from "../time";
import { api, got, Problem } from "./client";
import type { paths } from "./schema";
import type { LeadEvent, LeadsQuery, Me, OverviewQuery, TodayQuery } from "./types";

/** Who is here, and what time it is in this house: deadlines count down by that. */
export function heard(me: Me): Me {
  hearTime(me.now);
  tellIn(me.time_zone);
  return me;
}

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => heard(await got(api.GET("/api/v1/me", { signal }))),
  staleTime: 60_000,
  // Only what broke off when the page was left: who isn't signed in is told so at once.
  retry: (failures, error) => failures < 1 && error.name === "AbortError",
});

export const signInQuery = queryOptions({
  queryKey: ["sign-in"],
  queryFn: ({ signal }) => got(api.GET("/api/v1/sign-in", { signal })),
});

export const processQuery = queryOptions({
  queryKey: ["process"],
  queryFn: ({ signal }) => got(api.GET("/api/v1/process", { signal })),
  staleTime: 5 * 60_000,
  // A screen that says how to publish the first process goes on by itself once there is one.
  refetchInterval: ({ state: { error } }) => (isNoProcess(error) ? 10_000 : false),
});

/** Nothing was published yet. */
export const isNoProcess = (error: Error | null): boolean => error instanceof Problem && error.code === "process.none";

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: ({ signal }) => got(api.GET("/api/v1/members", { signal })),
  staleTime: 60_000,
});

export const alertsQuery = queryOptions({
  queryKey: ["alerts"],
  queryFn: ({ signal }) => got(api.GET("/api/v1/alerts", { signal })),
});

export const overviewQuery = (query: OverviewQuery) =>
  queryOptions({
    queryKey: ["overview", query],
    queryFn: ({ signal }) => got(api.GET("/api/v1/overview", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

export const todayQuery = (query: TodayQuery) =>
  queryOptions({
    queryKey: ["today", query],
    queryFn: ({ signal }) => got(api.GET("/api/v1/today", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    // Time alone moves leads from later to now.
    refetchInterval: 60_000,
  });

export const boardQuery = (query: LeadsQuery) =>
  queryOptions({
    queryKey: ["board", query],
    queryFn: ({ signal }) => got(api.GET("/api/v1/board", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

/** The cards of a column that come after the board's own. */
export const moreCardsQuery = (query: LeadsQuery, stage: string, from: string | null) =>
  infiniteQueryOptions({
    queryKey: ["board", "more", query, stage, from],
    queryFn: ({ signal, pageParam }) => got(api.GET("/api/v1/leads", { params: { query: { ...query, stage, status: "open", limit: 50, ...(pageParam !== null && { cursor: pageParam }) } }, signal })),
    initialPageParam: from,
    getNextPageParam: (page) => page.next_cursor ?? null,
    enabled: false,
  });

export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: ({ signal }) => got(api.GET("/api/v1/views", { signal })),
  staleTime: 60_000,
});

/** A change to many leads, asked anew while it runs. */
export const bulkQuery = (id: string) =>
  queryOptions({
    queryKey: ["bulk", id],
    queryFn: ({ signal }) => got(api.GET("/api/v1/bulk/{id}", { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => (data === undefined || data.job.state === "running" ? 700 : false),
  });

export type TouchAhead = paths["/api/v1/leads/{id}/touches/preview"]["post"]["requestBody"]["content"]["application/json"];

/** What a touch would lead to: the lead as it would be. */
export const touchAheadQuery = (id: string, version: number, touch: TouchAhead) =>
  queryOptions({
    queryKey: ["lead", id, "ahead", version, touch],
    queryFn: ({ signal }) => got(api.POST("/api/v1/leads/{id}/touches/preview", { params: { path: { id } }, body: touch, signal })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

const PAGE = 100;

export const leadsQuery = (query: LeadsQuery) =>
  infiniteQueryOptions({
    queryKey: ["leads", query],
    queryFn: ({ signal, pageParam }) =>
      got(
        api.GET("/api/v1/leads", {
          params: { query: { ...query, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    placeholderData: keepPreviousData,
  });

/** Only its first page is renewed then, not each one that was scrolled to. */
export function firstPageOnly(queries: QueryClient, query: LeadsQuery) {
  queries.setQueryData(leadsQuery(query).queryKey, (before) => before && { pages: before.pages.slice(0, 1), pageParams: before.pageParams.slice(0, 1) });
}

export const findQuery = (q: string) =>
  queryOptions({
    queryKey: ["leads", "find", q],
    queryFn: ({ signal }) => got(api.GET("/api/v1/leads", { params: { query: { q, limit: 8 } }, signal })),
    placeholderData: keepPreviousData,
    enabled: q.length > 1,
  });

export const leadQuery = (id: string) =>
  queryOptions({
    queryKey: ["lead", id],
    queryFn: ({ signal }) => got(api.GET("/api/v1/leads/{id}", { params: { path: { id } }, signal })),
  });

/** A life of more events than this is shown from its latest part on. */
const MOST_EVENTS = 2_000;

export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: ["lead", id, "events"],
    queryFn: async ({ signal }) => {
      const events: LeadEvent[] = [];
      let cursor: string | null = null;
      do {
        const query: { cursor?: string } = cursor === null ? {} : { cursor };
        const page = await got(api.GET("/api/v1/leads/{id}/events", { params: { path: { id }, query }, signal }));
        events.push(...page.items);
        cursor = page.next_cursor ?? null;
      } while (cursor !== null && events.length < MOST_EVENTS);
      return events;
    },
  });

export const drawingQuery = (channel: string | undefined) =>
  queryOptions({
    queryKey: ["drawing", channel ?? ""],
    queryFn: ({ signal }) =>
      got(api.GET("/api/v1/process/drawing", { params: { query: channel === undefined ? {} : { channel } }, signal })),
    staleTime: 5 * 60_000,
    refetchInterval: ({ state: { error } }) => (isNoProcess(error) ? 10_000 : false),
    placeholderData: keepPreviousData,
  });

export const countsQuery = (channel: string | undefined) =>
  queryOptions({
    queryKey: ["counts", channel ?? ""],
    queryFn: ({ signal }) =>
      got(api.GET("/api/v1/process/counts", { params: { query: channel === undefined ? {} : { channel } }, signal })),
    placeholderData: keepPreviousData,
  });
