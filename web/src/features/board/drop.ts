// Where a card can be put down, and what that takes.
import type { Lead } from "@/shared/api/types";
import { asked, hindrance } from "@/shared/lead/needs";

/** `here` where it is; `yes` along a drawn move; `form` where that asks for something; `no` otherwise. */
export type Verdict = "here" | "yes" | "form" | "no" | "unknown";

export function verdictOn(carried: { lead: { stage: string }; whole: Pick<Lead, "moves"> | null }, to: string): Verdict {
  if (carried.lead.stage === to) return "here";
  if (carried.whole === null) return "unknown";
  const move = carried.whole.moves.find((other) => other.to === to);
  if (move === undefined) return "no";
  if (asked(move).length > 0) return "form";
  return hindrance(move) === null ? "yes" : "no";
}
