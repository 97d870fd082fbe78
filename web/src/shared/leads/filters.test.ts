import { expect, it } from "vitest";
import { chips, nextSort, queryOf } from "./filters";

const NOTHING = { process: undefined, members: undefined };

it("says every filter that holds, also one it doesn't know", () => {
  expect(chips({ grade: "A", overdue: "true", captured_from: "2026-11-01T00:00:00Z", wing: "left_one", sort: "name", q: "ana" }, NOTHING)).toEqual([
    { key: "grade", title: "Grade", value: "A" },
    { key: "overdue", title: "Overdue", value: "yes" },
    { key: "captured_from", title: "Came in from", value: "1 Nov 2026" },
    { key: "wing", title: "Wing", value: "Left one" },
  ]);
});

it("asks as the API takes it", () => {
  expect(queryOf({ overdue: "true", process_version: "7", stage: "inbox" })).toEqual({ sort: "due_at", overdue: "true", process_version: 7, stage: "inbox" });
  expect(queryOf({ sort: "-name" })).toEqual({ sort: "-name" });
});

it("turns the order round with the second click", () => {
  expect(nextSort(undefined, "name", false)).toBe("name");
  expect(nextSort("name", "name", false)).toBe("-name");
  expect(nextSort("-name", "name", false)).toBe("name");
  expect(nextSort(undefined, "score", true)).toBe("-score");
  expect(nextSort("-score", "score", true)).toBe("score");
  expect(nextSort(undefined, "due_at", false)).toBe("-due_at");
});
