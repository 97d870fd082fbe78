import { expect, it } from "vitest";
import type { Lead, Move } from "@/shared/api/types";
import { letterOf, placeOfLetter, usualThen, waysOn } from "./ways";

const need = (name: string, given = false) => ({ name, title: name, given });
const move = (to: string, of: Partial<Move>): Move => ({ to, title: to, kind: "drawn", verdict: null, needs: [], reasons: [], possible: true, criterion: null, hand_off_to: null, ...of });
const lead = (...moves: Move[]) => ({ moves }) as unknown as Lead;

it("offers a reason as a way of its own, and a form only where more is needed", () => {
  const ways = waysOn(
    lead(
      move("Qualification", {}),
      move("Consultation", { possible: false }),
      move("Lost", { needs: [need("reason")], reasons: ["wrong_number", "no_goods"] }),
      move("Nurture", { needs: [need("reason"), need("wake_on")], reasons: ["not_now"] }),
      move("Back", { kind: "verdict" }),
    ),
  );
  expect(ways.map(({ title, more }) => [title, more])).toEqual([
    ["Qualification", false],
    ["Lost: wrong number", false],
    ["Lost: no goods", false],
    ["Nurture…", true],
  ]);
  expect(usualThen(ways, "wrong_number")).toBe("Lost wrong_number");
  expect(usualThen(ways, "no_answer")).toBeNull();
});

it("has a key for each", () => {
  expect([letterOf(0), letterOf(1)]).toEqual(["q", "w"]);
  expect(placeOfLetter("W")).toBe(1);
  expect(placeOfLetter("z")).toBeNull();
  expect(placeOfLetter("Enter")).toBeNull();
});
