// What one can do with a lead. Each answers with the lead as it is then; somebody who
// was faster is not overwritten, but shown.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got, Problem } from "../api/client";
import { leadQuery } from "../api/queries";
import type { Lead } from "../api/types";
import type { paths } from "../api/schema";
import { say } from "../ui/toast";
import { remember, renewLeads, takeBackLast } from "./undo";

type BodyOf<P extends keyof paths> = paths[P] extends { post: { requestBody: { content: { "application/json": infer B } } } } ? Omit<B & object, "if_version"> : never;

export interface Actions {
  touches: BodyOf<"/api/v1/leads/{id}/touches">;
  moves: BodyOf<"/api/v1/leads/{id}/moves">;
  exceptions: BodyOf<"/api/v1/leads/{id}/exceptions">;
  accept: Record<string, never>;
  return: BodyOf<"/api/v1/leads/{id}/return">;
  answers: BodyOf<"/api/v1/leads/{id}/answers">;
  owner: BodyOf<"/api/v1/leads/{id}/owner">;
  "next-step": BodyOf<"/api/v1/leads/{id}/next-step">;
  notes: BodyOf<"/api/v1/leads/{id}/notes">;
  snooze: BodyOf<"/api/v1/leads/{id}/snooze">;
  unsnooze: Record<string, never>;
}

interface Done {
  /** What to say when it is done. */
  said: (lead: Lead) => string;
  /** What to do then. */
  then?: (() => void) | undefined;
}

/** Carries out one kind of action on the lead that is shown. */
export function useAction<A extends keyof Actions>(lead: Lead, action: A, { said, then }: Done) {
  const queries = useQueryClient();
  return useMutation<Lead, Error, Actions[A]>({
    mutationFn: (body) =>
      // The path says which body it is; the client can't follow the letter A there.
      got(api.POST(`/api/v1/leads/{id}/${action}` as "/api/v1/leads/{id}/notes", {
        params: { path: { id: lead.id } },
        body: { ...body, if_version: lead.version } as never,
      })),
    onSuccess: (next) => {
      queries.setQueryData(leadQuery(lead.id).queryKey, next);
      void queries.invalidateQueries({ queryKey: ["lead", lead.id, "events"] });
      remember(lead);
      renewLeads(queries);
      say(said(next), "done", { run: () => void takeBackLast(queries) });
      then?.();
    },
    onError: (error) => {
      if (!(error instanceof Problem)) return;
      if (error.code === "lead.changed" || error.code === "network") void queries.invalidateQueries({ queryKey: ["lead", lead.id] });
      // Nobody knows whether it was done: the answer may have been lost, and not the request.
      if (error.code === "network") say("No answer came. Look whether it was done before you do it again.", "failed");
      if (error.code === "lead.changed") say("Somebody changed this lead meanwhile. Here it is as it stands now; look, and do it again.", "failed");
    },
  });
}

/** What comes next, for the word after an action. */
export function andThen(lead: Lead): string {
  return lead.next_step == null ? "" : ` Next: ${lead.next_step.title}.`;
}
