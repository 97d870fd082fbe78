import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const page = Object.assign(new EventTarget(), { location: { origin: "http://here" } });
vi.stubGlobal("window", page);
const { got, Problem, problemOf } = await import("./client");

it("shows a refusal at its field", () => {
  const problem = problemOf(422, { code: "field.value", title: "Unprocessable", detail: "Products takes a whole number", pointer: "/fields/catalogue_size" });
  expect(problem.message).toBe("Products takes a whole number");
  expect(problem.isAbout("catalogue_size")).toBe(true);
  expect(problem.isAbout("size")).toBe(false);
});

it("says something sensible when the answer is none of ours", () => {
  expect(problemOf(502, "<html>")).toMatchObject({ code: "http.502", message: "The server answered 502.", pointer: null });
});

describe("a question that gets no answer", () => {
  const happens = (name: string) => page.dispatchEvent(new Event(name));
  /** How it ended: by which code or name, or not yet. */
  const asked = () => {
    const end = { name: "not yet" };
    got(Promise.reject(new TypeError("Failed to fetch"))).then(
      () => (end.name = "answered"),
      (failure: unknown) => (end.name = failure instanceof Problem ? failure.code : failure instanceof Error ? failure.name : "something else"),
    );
    return end;
  };
  beforeEach(() => {
    vi.useFakeTimers();
    happens("pageshow");
  });
  afterEach(() => vi.useRealTimers());

  it("is a problem while the page stays", async () => {
    const question = asked();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(question.name).toBe("network");
  });

  it("is none while the page goes, whether the browser says so before or after", async () => {
    happens("beforeunload");
    const before = asked();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(before.name).toBe("AbortError");
    const after = asked();
    happens("pagehide");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(after.name).toBe("not yet");
    // The page was kept, and the reader comes back: then it is asked anew.
    happens("pageshow");
    await vi.advanceTimersByTimeAsync(0);
    expect(after.name).toBe("AbortError");
  });

  it("is one again where the page was about to go and stayed", async () => {
    happens("beforeunload");
    await vi.advanceTimersByTimeAsync(6_000);
    const question = asked();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(question.name).toBe("network");
  });
});
