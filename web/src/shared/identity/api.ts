// What there is to ask and do about persons who may be the same.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got, Problem } from "@/shared/api/client";
import type { paths } from "@/shared/api/schema";
import { say } from "@/shared/ui/toast";

type Ok<T> = T extends { responses: { 200: { content: { "application/json": infer B } } } } ? B : never;

export type Pairs = Ok<paths["/api/v1/likenesses"]["get"]>;
export type Pair = Pairs["items"][number];
export type Known = Pair["one"];
export type Person = Ok<paths["/api/v1/persons/{id}"]["get"]>;
export type Outcome = Ok<paths["/api/v1/persons/{id}/merge"]["post"]>;
export type Merging = paths["/api/v1/persons/{id}/merge"]["post"]["requestBody"]["content"]["application/json"];
export type Part = NonNullable<Merging["take"]>[number];

export const pairsQuery = (state: string, person?: string) =>
  queryOptions({
    queryKey: ["likenesses", state, person ?? ""],
    queryFn: ({ signal }) => got(api.GET("/api/v1/likenesses", { params: { query: { state, ...(person !== undefined && { person }) } }, signal })),
    refetchInterval: 30_000,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["person", id],
    queryFn: ({ signal }) => got(api.GET("/api/v1/persons/{id}", { params: { path: { id } }, signal })),
  });

/** What a merge would lead to; nothing is written. */
export const trialQuery = (kept: string, merging: Merging) =>
  queryOptions({
    queryKey: ["trial", kept, merging],
    queryFn: ({ signal }) => got(api.POST("/api/v1/persons/{id}/merge", { params: { path: { id: kept } }, body: { ...merging, dry_run: true }, signal })),
  });

/** All that may look different afterwards. */
const KEYS = ["likenesses", "person", "lead", "leads", "today", "board", "overview", "counts"];

function useChange<B, R>(run: (body: B) => Promise<R>, then: (result: R) => void) {
  const queries = useQueryClient();
  return useMutation<R, Error, B>({
    mutationFn: run,
    onSuccess: (result) => {
      for (const key of KEYS) void queries.invalidateQueries({ queryKey: [key] });
      then(result);
    },
    onError: (error) => {
      if (error instanceof Problem) say(error.message, "failed");
    },
  });
}

export function useUndoMerge() {
  return useChange(
    (id: string) => got(api.POST("/api/v1/merges/{id}/undo", { params: { path: { id } } })),
    () => say("They are two again, each as if they had been left alone."),
  );
}

export function useMerge(then: () => void) {
  const undo = useUndoMerge();
  return useChange(
    ({ kept, merging }: { kept: string; merging: Merging }) => got(api.POST("/api/v1/persons/{id}/merge", { params: { path: { id: kept } }, body: merging })),
    ({ merge }) => {
      say(`${merge.after.name ?? merge.after.email ?? "They"}: one person now.`, "done", { run: () => undo.mutate(merge.id) });
      then();
    },
  );
}

export function useKeepApart(then: () => void) {
  return useChange(
    ({ one, other }: { one: string; other: string }) => got(api.POST("/api/v1/persons/{id}/different", { params: { path: { id: one } }, body: { other } })),
    () => {
      say("Two people: nobody is asked about them again.");
      then();
    },
  );
}
