import { expect, it } from "vitest";
import { parseSearch, patched, placeOf, stringifySearch } from "./filter";

it("restores a screen from its address, every value as the text it was", () => {
  for (const address of ["", "?cell=waiting", "?q=0012&overdue=true", "?q=Casa+Verde+%26+Filhos"]) {
    expect(stringifySearch(parseSearch(address))).toBe(address);
  }
  expect(parseSearch("?q=0012")).toEqual({ q: "0012" });
});

it("takes away what is empty", () => {
  expect(patched({ stage: "inbox", q: "ana" }, { q: "", owner: "nora", stage: null })).toEqual({ owner: "nora" });
  expect(stringifySearch({ q: "", stage: undefined, limit: 5 })).toBe("");
});

it("reads the address of a figure", () => {
  expect(placeOf("/leads?cell=waiting&channel=webinar")).toEqual({ to: "/leads", search: { cell: "waiting", channel: "webinar" } });
});
