// Undo: what one did last to a lead is taken back, exactly, as long as nobody did more since.
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api, got } from "../api/client";
import { leadQuery } from "../api/queries";
import type { Lead } from "../api/types";
import type { Binding } from "../keys";
import { say } from "../ui/toast";

interface Done {
  id: string;
  name: string;
  /** The version it was at before. */
  to: number;
}

let last: Done | null = null;

/** Something was done to this lead, as it was before. */
export function remember(before: Lead) {
  last = { id: before.id, name: before.person.name ?? before.person.email ?? before.company?.name ?? "the lead", to: before.version };
}

/** Whatever shows leads has to look again. */
export function renewLeads(queries: QueryClient) {
  for (const key of ["leads", "today", "board", "overview", "counts"]) void queries.invalidateQueries({ queryKey: [key] });
}

/** Takes the last act back. */
export async function takeBackLast(queries: QueryClient) {
  if (last === null) {
    say("There is nothing to take back.");
    return;
  }
  const { id, name, to } = last;
  try {
    const lead = await got(api.POST("/api/v1/leads/{id}/take-back", { params: { path: { id } }, body: { to } }));
    last = null;
    queries.setQueryData(leadQuery(id).queryKey, lead);
    void queries.invalidateQueries({ queryKey: ["lead", id, "events"] });
    renewLeads(queries);
    say(`Taken back: ${name} is as before.`);
  } catch (failure) {
    say(failure instanceof Error ? failure.message : "That can't be taken back now.", "failed");
  }
}

/** The key that does. */
export function useUndo(group: string): Binding {
  const queries = useQueryClient();
  return { keys: "u", does: "Take back what I did last", group, run: () => void takeBackLast(queries) };
}
