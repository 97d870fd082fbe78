import { expect, it } from "vitest";
import { isEmpty, isSelected, NOTHING, ranged, toggled } from "./selection";

const shown = ["a", "b", "c", "d"];

it("selects one by one, and a range with shift", () => {
  const one = toggled(NOTHING, "b", shown);
  expect([...one.ids]).toEqual(["b"]);
  expect([...ranged(one, "d", shown).ids]).toEqual(["b", "c", "d"]);
  expect([...ranged(one, "a", shown).ids].sort()).toEqual(["a", "b"]);
  expect(isEmpty(toggled(one, "b", shown))).toBe(true);
  expect([...ranged(NOTHING, "c", shown).ids]).toEqual(["c"]);
});

it("takes one out of all and keeps the others", () => {
  const all = { ...NOTHING, all: true };
  expect(isSelected(all, "z")).toBe(true);
  const less = toggled(all, "b", shown);
  expect(less.all).toBe(false);
  expect([...less.ids]).toEqual(["a", "c", "d"]);
});
