import { expect, it, vi } from "vitest";

vi.stubGlobal("window", { location: { origin: "http://here" } });
const { got, problemOf } = await import("./client");

it("shows a refusal at its field", () => {
  const problem = problemOf(422, { code: "field.value", title: "Unprocessable", detail: "Products takes a whole number", pointer: "/fields/catalogue_size" });
  expect(problem.message).toBe("Products takes a whole number");
  expect(problem.isAbout("catalogue_size")).toBe(true);
  expect(problem.isAbout("size")).toBe(false);
});

it("says something sensible when the answer is none of ours", () => {
  expect(problemOf(502, "<html>")).toMatchObject({ code: "http.502", message: "The server answered 502.", pointer: null });
});

it("tells a cut line from a refusal", async () => {
  await expect(got(Promise.reject(new TypeError("Failed to fetch")))).rejects.toMatchObject({ code: "network", status: 0 });
});
