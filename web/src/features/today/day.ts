// Whose day is shown, what comes next in it, and how its lines are told.
import type { Members, Process, Today, TodayItem, TodayQuery } from "@/shared/api/types";
import type { Filter } from "@/shared/filter";

/** The day that the address names; one's own without. */
export function dayOf({ owner, role }: Filter): TodayQuery {
  if (role !== undefined) return { role };
  return { owner: owner ?? "me" };
}

export type Group = "now" | "today" | "later" | "waiting";

export const GROUPS: readonly { group: Group; title: string; none: string }[] = [
  { group: "now", title: "Now", none: "Nothing is due now." },
  { group: "today", title: "Later today", none: "" },
  { group: "later", title: "On later days", none: "" },
  { group: "waiting", title: "Waiting", none: "" },
];

/** The lines of a group, in their order. */
export const linesOf = (day: Today | undefined, group: Group): TodayItem[] => day?.items.filter((item) => item.group === group) ?? [];

/** `7 due now · 12 later today · 3 waiting`. */
export function counted({ now, today, later, waiting }: Today["counts"]): { group: Group; text: string }[] {
  const all: { group: Group; n: number; text: string }[] = [
    { group: "now", n: now, text: `${now} due now` },
    { group: "today", n: today, text: `${today} later today` },
    { group: "later", n: later, text: `${later} on later days` },
    { group: "waiting", n: waiting, text: `${waiting} waiting` },
  ];
  return all.filter(({ group, n }) => group === "now" || n > 0);
}

/** Whom a day can be of. */
export function people(members: Members["items"], process: Process | undefined, me: string): { value: string; title: string }[] {
  const others = members.filter(({ id, active, open }) => id !== me && (active || open > 0));
  return [
    { value: "me", title: "My day" },
    ...others.map(({ id, name }) => ({ value: `owner ${id}`, title: name })),
    ...(process?.roles ?? []).map(({ id, title }) => ({ value: `role ${id}`, title: `${title}, all` })),
  ];
}

/** The lead to go on with after this one: the first to be done that wasn't worked on since one began. */
export function nextAfter(day: Today, done: ReadonlySet<string>): string | null {
  const to = day.items.find(({ id, group }) => (group === "now" || group === "today") && !done.has(id));
  return to?.id ?? null;
}

/** The row that a step of `by` leads to; the first or last where there is none yet. */
export function stepped(ids: readonly string[], at: string | null, by: number): string | null {
  if (ids.length === 0) return null;
  const place = at === null ? -1 : ids.indexOf(at);
  if (place < 0) return ids[by > 0 ? 0 : ids.length - 1] ?? null;
  return ids[Math.min(Math.max(place + by, 0), ids.length - 1)] ?? null;
}

/** `Prado and Nunes`, `Prado, Nunes and 3 more`. */
export function listed(names: readonly string[], most = 4): string {
  const shown = names.slice(0, names.length > most ? most - 1 : most);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}
