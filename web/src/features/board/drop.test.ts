import { expect, it } from "vitest";
import type { Move } from "@/shared/api/types";
import { verdictOn } from "./drop";

const move = (to: string, of: Partial<Move>): Move => ({ to, title: to, kind: "drawn", verdict: null, needs: [], reasons: [], possible: true, criterion: null, hand_off_to: null, ...of });
const whole = {
  moves: [
    move("qualifying", { possible: false, criterion: "both spoke" }),
    move("consulting", {}),
    move("nurture", { needs: [{ name: "reason", title: "a reason", given: false }], reasons: ["not_now"] }),
  ],
};
const lead = { stage: "contacting" };

it("says of each column whether a card can be put there", () => {
  const on = (to: string) => verdictOn({ lead, whole }, to);
  expect(on("contacting")).toBe("here");
  expect(on("consulting")).toBe("yes");
  expect(on("nurture")).toBe("form");
  expect(on("qualifying")).toBe("no");
  expect(on("won")).toBe("no");
  expect(verdictOn({ lead, whole: null }, "won")).toBe("unknown");
});
