// What leads can be filtered by, and how a filter is said.
import type { LeadRow, LeadsQuery, Members, Process } from "../api/types";
import type { Filter } from "../filter";
import { capital, words } from "../figures";
import { writtenDay } from "../time";

export interface Choice {
  value: string;
  title: string;
}

export interface Dimension {
  key: string;
  title: string;
  /** Chosen from these; without them it is a date. */
  choices: (house: House) => readonly Choice[] | null;
}

export interface House {
  process: Process | undefined;
  members: Members["items"] | undefined;
}

const stagesOf = ({ process }: House) => process?.stages.map(({ id, title }) => ({ value: id, title })) ?? [];
const named = (...values: string[]) => values.map((value) => ({ value, title: words(value) }));

export const DIMENSIONS: readonly Dimension[] = [
  { key: "status", title: "Status", choices: () => named("open", "won", "lost", "disqualified", "merged") },
  { key: "stage", title: "Stage", choices: stagesOf },
  { key: "owner", title: "Owner", choices: ({ members }) => [{ value: "me", title: "Me" }, ...(members?.map(({ id, name }) => ({ value: id, title: name })) ?? [])] },
  { key: "role", title: "Role", choices: ({ process }) => process?.roles.map(({ id, title }) => ({ value: id, title })) ?? [] },
  { key: "grade", title: "Grade", choices: () => ["A", "B", "C", "D"].map((grade) => ({ value: grade, title: grade })) },
  { key: "channel", title: "Channel", choices: ({ process }) => process?.channels.map(({ id, title }) => ({ value: id, title: capital(title) })) ?? [] },
  { key: "family", title: "Source family", choices: () => named("campaign", "event", "referral", "prospecting", "unknown") },
  { key: "phase", title: "Phase", choices: () => named("lead", "prospect", "opportunity", "customer") },
  { key: "cell", title: "Cell of the balance", choices: () => named("waiting", "followed", "returned", "nurtured", "won", "lost", "disqualified", "merged") },
  { key: "reached", title: "Ever reached", choices: stagesOf },
  { key: "overdue", title: "Overdue", choices: () => [{ value: "true", title: "yes" }] },
  { key: "breaking", title: "About to break", choices: () => [{ value: "true", title: "yes" }] },
  { key: "exceptions", title: "With exceptions", choices: () => [{ value: "true", title: "yes" }, { value: "false", title: "no" }] },
  { key: "snoozed", title: "Put off", choices: () => [{ value: "true", title: "yes" }, { value: "false", title: "no" }] },
  { key: "moved_from", title: "Went from", choices: stagesOf },
  { key: "moved_to", title: "Went to", choices: stagesOf },
  { key: "moved_since", title: "Went since", choices: () => null },
  { key: "captured_from", title: "Came in from", choices: () => null },
  { key: "captured_to", title: "Came in until", choices: () => null },
];

/** Keys of the address that are no filter. */
const NOT_FILTERS = new Set(["sort", "q", "view"]);

export interface Chip {
  key: string;
  title: string;
  value: string;
}

/** The filters that hold, as people say them; unknown ones too, so that they can be taken away. */
export function chips(filter: Filter, house: House): Chip[] {
  return Object.entries(filter)
    .filter(([key]) => !NOT_FILTERS.has(key))
    .map(([key, value]) => {
      const dimension = DIMENSIONS.find((other) => other.key === key);
      const choice = dimension?.choices(house)?.find((other) => other.value === value);
      // Always with its year: a filter may be of any.
      const plain = dimension?.choices(house) === null ? writtenDay(value, 0) : words(value);
      return { key, title: dimension?.title ?? words(key), value: choice?.title ?? plain };
    });
}

/** The filter as the API takes it. */
export function queryOf(filter: Filter): LeadsQuery {
  const { process_version: version, ...others } = filter;
  const rest = Object.fromEntries(Object.entries(others).filter(([key]) => key !== "view"));
  return {
    sort: "due_at",
    ...rest,
    ...(version !== undefined && Number.isInteger(Number(version)) && { process_version: Number(version) }),
  };
}

/** The order after a click on a column: down first for what is better when more, then the other way. */
export function nextSort(sort: string | undefined, key: string, downFirst: boolean): string {
  const first = downFirst ? `-${key}` : key;
  const second = downFirst ? key : `-${key}`;
  return (sort ?? "due_at") === first ? second : first;
}

/** What a lead is called in lists. */
export const nameOf = (lead: LeadRow): string => lead.name ?? lead.email ?? lead.company ?? "Without a name";
