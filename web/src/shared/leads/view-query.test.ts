import { expect, it } from "vitest";
import { queryText, searchOf } from "./view-query";

it("keeps a filter without the name of its view, whatever its order", () => {
  expect(queryText({ view: "v1", stage: "inbox", grade: "A" })).toBe("grade=A&stage=inbox");
  expect(queryText({ grade: "A", stage: "inbox" })).toBe("grade=A&stage=inbox");
  expect(queryText({ view: "all" })).toBe("");
});

it("opens with its name, so that one sees which it is", () => {
  expect(searchOf({ id: "v1", query: "grade=A&sort=-score" })).toEqual({ grade: "A", sort: "-score", view: "v1" });
});
