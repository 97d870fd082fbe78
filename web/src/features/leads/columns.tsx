import type { ReactNode } from "react";
import type { LeadRow } from "@/shared/api/types";
import { money, words } from "@/shared/figures";
import { nameOf } from "@/shared/leads/filters";
import { Ago, Due, Grade, Tag } from "@/shared/ui/bits";

export interface Column {
  key: string;
  title: string;
  /** Width as a grid track. */
  width: string;
  /** By what the server sorts, if it does. */
  sort?: string;
  /** More is better: the first click shows the most. */
  downFirst?: boolean;
  number?: boolean;
  /** Shown before anybody has chosen. */
  shown: boolean;
  cell: (lead: LeadRow) => ReactNode;
}

export const COLUMNS: readonly Column[] = [
  { key: "grade", title: "Grade", width: "3.3rem", sort: "score", downFirst: true, shown: true, cell: (lead) => <Grade grade={lead.score.grade} /> },
  { key: "name", title: "Name", width: "minmax(7.5rem, 1.4fr)", sort: "name", shown: true, cell: (lead) => <b>{nameOf(lead)}</b> },
  { key: "company", title: "Company", width: "minmax(6rem, 1.2fr)", shown: true, cell: (lead) => lead.company ?? <span className="soft">–</span> },
  { key: "stage", title: "Stage", width: "minmax(6rem, 1fr)", shown: true, cell: (lead) => <>{lead.stage_title}{lead.exceptions > 0 && <> <Tag>{lead.exceptions} exc.</Tag></>}{lead.snoozed_until != null && <> <Tag tone="amber">put off</Tag></>}</> },
  { key: "owner", title: "Owner", width: "minmax(6rem, 1fr)", shown: true, cell: (lead) => <span className={lead.owner.kind === "pool" ? "soft" : undefined}>{lead.owner.name}</span> },
  { key: "next_step", title: "Next step", width: "minmax(7rem, 1.4fr)", shown: true, cell: (lead) => lead.next_step?.title ?? <span className="soft">{words(lead.status)}</span> },
  { key: "due_at", title: "Deadline", width: "8.6rem", sort: "due_at", number: true, shown: true, cell: (lead) => (lead.next_step == null ? <span className="soft">–</span> : <Due at={lead.next_step.due_at} />) },
  { key: "channel", title: "Channel", width: "minmax(5.5rem, 0.8fr)", shown: true, cell: (lead) => <span className="soft">{words(lead.source.channel)}</span> },
  { key: "fit", title: "Fit", width: "3.4rem", number: true, shown: false, cell: (lead) => lead.score.fit },
  { key: "engagement", title: "Engagement", width: "6rem", number: true, shown: false, cell: (lead) => lead.score.engagement },
  { key: "amount", title: "Amount", width: "6.5rem", sort: "amount", downFirst: true, number: true, shown: false, cell: (lead) => money(lead.amount) ?? <span className="soft">–</span> },
  { key: "captured_at", title: "Came in", width: "5.2rem", sort: "captured_at", downFirst: true, number: true, shown: true, cell: (lead) => <span className="soft"><Ago at={lead.captured_at} /></span> },
  { key: "updated_at", title: "Changed", width: "6rem", sort: "updated_at", downFirst: true, number: true, shown: false, cell: (lead) => <span className="soft"><Ago at={lead.updated_at} /></span> },
];

const CHOSEN = "throughline-lead-columns";

export function chosenColumns(): ReadonlySet<string> {
  try {
    const kept = JSON.parse(localStorage.getItem(CHOSEN) ?? "null") as unknown;
    if (Array.isArray(kept)) return new Set(kept.filter((key): key is string => typeof key === "string"));
  } catch {
    // Nothing kept, or not by us: as in the beginning.
  }
  return new Set(COLUMNS.filter(({ shown }) => shown).map(({ key }) => key));
}

export function keepColumns(keys: ReadonlySet<string>) {
  try {
    localStorage.setItem(CHOSEN, JSON.stringify([...keys]));
  } catch {
    // Holds until the page is left.
  }
}
