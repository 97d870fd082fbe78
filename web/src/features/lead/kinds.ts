// The kinds of events, as the timeline groups and draws them.
import type { LeadEvent } from "@/shared/api/types";
import type { IconName } from "@/shared/ui/icons";

export type Kind = "touches" | "moves" | "promises" | "owner" | "answers" | "rules";

export const KINDS: readonly { kind: Kind; title: string }[] = [
  { kind: "touches", title: "Touches and notes" },
  { kind: "moves", title: "Moves" },
  { kind: "promises", title: "Promises" },
  { kind: "owner", title: "Owner" },
  { kind: "answers", title: "Answers" },
  { kind: "rules", title: "Rules" },
];

const ICONS: Record<string, [Kind, IconName]> = {
  "lead.captured": ["touches", "captured"],
  "lead.reengaged": ["touches", "captured"],
  "lead.identified": ["rules", "owner"],
  "lead.merged": ["rules", "owner"],
  "lead.assessed": ["rules", "score"],
  "lead.moved": ["moves", "moved"],
  "lead.assigned": ["owner", "owner"],
  "lead.accepted": ["owner", "check"],
  "lead.returned": ["moves", "returned"],
  "step.planned": ["rules", "step"],
  "touch.logged": ["touches", "call"],
  "signal.noticed": ["touches", "mail"],
  "fields.answered": ["answers", "fields"],
  "lead.snoozed": ["owner", "snooze"],
  "lead.woken": ["owner", "snooze"],
  "note.added": ["touches", "note"],
  "intake.failed": ["rules", "alert"],
  "clock.started": ["promises", "clock"],
  "clock.warned": ["promises", "clock"],
  "clock.kept": ["promises", "kept"],
  "clock.broken": ["promises", "broken"],
  "clock.met_late": ["promises", "kept"],
  "clock.stopped": ["promises", "clock"],
  "alert.raised": ["promises", "alert"],
  "series.entered": ["rules", "series"],
  "series.left": ["rules", "series"],
};

const TOUCHES = new Set<string>(["call", "mail", "meeting", "message", "visit"]);

/** A word out of the data of an event, wherever it stands. */
function wordIn(data: unknown, ...keys: string[]): string | null {
  let found: unknown = data;
  for (const key of keys) {
    if (typeof found !== "object" || found === null) return null;
    found = (found as Record<string, unknown>)[key];
  }
  return typeof found === "string" ? found : null;
}

export function isException(event: LeadEvent): boolean {
  return event.type === "lead.moved" && wordIn(event.data, "kind") === "exception";
}

export function kindOf(event: LeadEvent): { kind: Kind; icon: IconName } {
  const [kind, icon] = ICONS[event.type] ?? [event.type.startsWith("note") ? "touches" : "rules", event.type.startsWith("note") ? "note" : "dot"];
  if (event.type === "touch.logged") {
    const touch = wordIn(event.data, "touch", "kind") ?? wordIn(event.data, "kind");
    if (touch !== null && TOUCHES.has(touch)) return { kind, icon: touch as IconName };
  }
  return { kind, icon: isException(event) ? "exception" : icon };
}

/** What stands in a note, or was said in a touch, if the line doesn't say it already. */
export function noteOf(event: LeadEvent): string | null {
  const note = wordIn(event.data, "touch", "note") ?? wordIn(event.data, "note") ?? wordIn(event.data, "text");
  return note === null || event.type === "alert.raised" || event.text.includes(note) ? null : note;
}

/** Until when, where the event sets a deadline. */
export function dueOf(event: LeadEvent): string | null {
  if (event.type !== "clock.started" && event.type !== "step.planned") return null;
  return wordIn(event.data, "due_at") ?? wordIn(event.data, "step", "due_at");
}

/** Who did it: a person, or by which rule of which version it came. */
export function actorOf(event: LeadEvent): string {
  const { kind, name } = event.by;
  if (name != null && name !== "") return name;
  if (kind === "buyer") return "the buyer";
  const rule = event.because.find((reason) => reason.rule != null)?.rule;
  return rule == null ? `version ${event.process_version}` : `rule ${rule}, version ${event.process_version}`;
}
