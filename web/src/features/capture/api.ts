// What the Capture screen asks for and does.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got } from "@/shared/api/client";
import type { paths } from "@/shared/api/schema";

type Ok<T> = T extends { responses: { 200: { content: { "application/json": infer B } } } } ? B : never;

export type WaysIn = Ok<paths["/api/v1/ways-in"]["get"]>;
export type WayIn = WaysIn["items"][number];
export type Target = WaysIn["targets"][number];
export type Definition = WayIn["definition"];
export type FormDefinition = NonNullable<Definition["form"]>;
export type FormField = NonNullable<FormDefinition["fields"]>[number];
export type Tried = Ok<paths["/api/v1/ways-in/{id}/try"]["post"]>;
export type Inbox = Ok<paths["/api/v1/inbox"]["get"]>;
export type Entry = Inbox["items"][number];
export type Replayed = Ok<paths["/api/v1/inbox/{id}/replay"]["post"]>;
export type NewWayIn = paths["/api/v1/ways-in"]["post"]["requestBody"]["content"]["application/json"];
export type WayInChange = paths["/api/v1/ways-in/{id}"]["patch"]["requestBody"]["content"]["application/json"];

/** How often what comes in is looked at anew. */
const FRESH = 10_000;

export const waysQuery = queryOptions({
  queryKey: ["ways-in"],
  queryFn: ({ signal }) => got(api.GET("/api/v1/ways-in", { signal })),
  refetchInterval: FRESH,
});

export interface Which {
  state: string;
  reason?: string | undefined;
  way_in?: string | undefined;
}

export const inboxQuery = ({ state, reason, way_in }: Which, cursor: string | null = null) =>
  queryOptions({
    queryKey: ["inbox", state, reason ?? "", way_in ?? "", cursor ?? ""],
    queryFn: ({ signal }) =>
      got(
        api.GET("/api/v1/inbox", {
          params: { query: { state, ...(reason && { reason }), ...(way_in && { way_in }), ...(cursor !== null && { cursor }) } },
          signal,
        }),
      ),
    refetchInterval: FRESH,
  });

export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: ["inbox", "entry", id],
    queryFn: ({ signal }) => got(api.GET("/api/v1/inbox/{id}", { params: { path: { id } }, signal })),
  });

/** Does something, and has everything about capture looked at anew. */
export function useDo<A, T>(act: (argument: A) => Promise<T>, then?: (done: T, argument: A) => void) {
  const queries = useQueryClient();
  return useMutation<T, Error, A>({
    mutationFn: act,
    onSuccess: (done, argument) => then?.(done, argument),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["ways-in"] });
      void queries.invalidateQueries({ queryKey: ["inbox"] });
    },
  });
}

export const makeWay = (body: NewWayIn) => got(api.POST("/api/v1/ways-in", { body }));
export const changeWay = (id: string, body: WayInChange) => got(api.PATCH("/api/v1/ways-in/{id}", { params: { path: { id } }, body }));
export const endWay = (id: string) => got(api.DELETE("/api/v1/ways-in/{id}", { params: { path: { id } } }));
export const renewSecret = (id: string) => got(api.POST("/api/v1/ways-in/{id}/secret", { params: { path: { id } } }));
export const tryWay = (id: string, sample: string, definition: Definition) =>
  got(api.POST("/api/v1/ways-in/{id}/try", { params: { path: { id } }, body: { sample, definition } }));
export const replayEntry = (id: string) => got(api.POST("/api/v1/inbox/{id}/replay", { params: { path: { id } } }));
export const replayAll = (which: Which, cursor: string | null) =>
  got(api.POST("/api/v1/inbox/replay", { body: { reason: which.reason ?? null, way_in: which.way_in ?? null, cursor } }));
export const dismissEntry = (id: string, reason: string) => got(api.POST("/api/v1/inbox/{id}/dismiss", { params: { path: { id } }, body: { reason } }));
