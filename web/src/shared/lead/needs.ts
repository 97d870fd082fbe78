// What a move needs, and what stands in its way.
import type { Move } from "../api/types";

/** What one has to be asked before this move: needs that aren't given, and a reason if there are some. */
export function asked(move: Move): readonly string[] {
  const missing = move.needs.filter(({ given }) => !given).map(({ name }) => name);
  return move.kind === "verdict" && move.verdict === "returned" && !missing.includes("reason") ? [...missing, "reason"] : missing;
}

/** Why a button can't be used, in a line; `null` when it can. */
export function hindrance(move: Move): string | null {
  if (move.possible) return null;
  if (move.criterion != null) return `Only when ${move.criterion}`;
  const missing = move.needs.filter(({ given }) => !given).map(({ title }) => title);
  return missing.length > 0 ? `Needs ${missing.join(", ")}` : "Not possible now";
}
