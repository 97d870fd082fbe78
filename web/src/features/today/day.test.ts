import { expect, it } from "vitest";
import type { Today, TodayItem } from "@/shared/api/types";
import { counted, dayOf, listed, nextAfter, stepped } from "./day";

const item = (id: string, group: string) => ({ id, group }) as TodayItem;
const day = (...items: TodayItem[]) => ({ items }) as Today;

it("is one's own day unless the address says another", () => {
  expect(dayOf({})).toEqual({ owner: "me" });
  expect(dayOf({ owner: "nora" })).toEqual({ owner: "nora" });
  expect(dayOf({ role: "sdr", owner: "nora" })).toEqual({ role: "sdr" });
});

it("goes on with the first that is left of today, and never with what waits", () => {
  const whole = day(item("a", "now"), item("b", "now"), item("c", "today"), item("d", "later"), item("e", "waiting"));
  expect(nextAfter(whole, new Set())).toBe("a");
  // A lead that was worked on may be due again at once: it doesn't come back in the same round.
  expect(nextAfter(whole, new Set(["a"]))).toBe("b");
  expect(nextAfter(whole, new Set(["a", "b"]))).toBe("c");
  expect(nextAfter(whole, new Set(["a", "b", "c"]))).toBeNull();
});

it("steps up and down without leaving the list", () => {
  const ids = ["a", "b", "c"];
  expect(stepped(ids, null, 1)).toBe("a");
  expect(stepped(ids, null, -1)).toBe("c");
  expect(stepped(ids, "b", 1)).toBe("c");
  expect(stepped(ids, "c", 1)).toBe("c");
  expect(stepped(ids, "gone", 1)).toBe("a");
  expect(stepped([], "a", 1)).toBeNull();
});

it("says how much there is, and nothing of what there isn't", () => {
  const said = (now: number, today: number, later: number, waiting: number) => counted({ now, overdue: 0, today, later, waiting }).map(({ text }) => text);
  expect(said(7, 12, 0, 3)).toEqual(["7 due now", "12 later today", "3 waiting"]);
  expect(said(0, 0, 0, 0)).toEqual(["0 due now"]);
});

it("lists names as people do", () => {
  expect(listed(["Prado"])).toBe("Prado");
  expect(listed(["Prado", "Nunes"])).toBe("Prado and Nunes");
  expect(listed(["a", "b", "c", "d", "e", "f"])).toBe("a, b, c and 3 more");
});
