// The ways on from a lead once a touch is logged: the moves that are possible then, one for
// each reason, so that a reason is one key and no second form.
import type { Lead, Move } from "@/shared/api/types";
import { words } from "@/shared/figures";

export interface Way {
  id: string;
  title: string;
  move: Move;
  reason: string | null;
  /** It needs more than a reason: a form asks for that. */
  more: boolean;
}

/** More aren't offered by a key: the lead's page has them all. */
const MOST = 9;

export function waysOn(lead: Lead): Way[] {
  return lead.moves
    .filter(({ kind, possible }) => kind === "drawn" && possible)
    .flatMap((move): Way[] => {
      const missing = move.needs.filter(({ given }) => !given).map(({ name }) => name);
      const more = missing.some((name) => name !== "reason");
      if (!missing.includes("reason")) return [{ id: move.to, title: `${move.title}${more ? "…" : ""}`, move, reason: null, more }];
      if (more || move.reasons.length === 0) return [{ id: move.to, title: `${move.title}…`, move, reason: null, more: true }];
      return move.reasons.map((reason) => ({ id: `${move.to} ${reason}`, title: `${move.title}: ${words(reason).toLowerCase()}`, move, reason, more: false }));
    })
    .slice(0, MOST);
}

/** What an outcome leads to unless somebody says otherwise: the move whose reason it is. */
export function usualThen(ways: readonly Way[], outcome: string): string | null {
  return ways.find(({ reason }) => reason === outcome)?.id ?? null;
}

const LETTERS = "qwertyuiop";

/** The key of what may follow; the first is to stay. */
export const letterOf = (place: number): string => LETTERS.charAt(place);

export function placeOfLetter(key: string): number | null {
  const place = key.length === 1 ? LETTERS.indexOf(key.toLowerCase()) : -1;
  return place < 0 ? null : place;
}
