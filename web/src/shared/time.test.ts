import { describe, expect, it } from "vitest";
import { age, ago, lasting, left, moment, span, urgency } from "./time";

const NOW = new Date(2026, 10, 22, 12, 0, 0).getTime();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (distance: number) => new Date(NOW + distance).toISOString();

describe("a deadline counts down while it is near, and is a date while it is far", () => {
  it.each([
    [4 * MINUTE + 12_000, "04:12 left"],
    [HOUR + 40 * MINUTE, "1:40 h left"],
    [DAY + HOUR, "until Mon 13:00"],
    [30 * DAY, "until 22 Dec 12:00"],
    [-12 * MINUTE, "12 min over"],
    [-(2 * HOUR + 10 * MINUTE), "2:10 h over"],
    [-(2 * DAY + 4 * HOUR), "2 d 4 h over"],
    [0, "0 min over"],
  ])("%i ms: %s", (distance, said) => {
    expect(left(at(distance), NOW)).toBe(said);
  });
});

describe("red is for what is broken, amber for what is about to break", () => {
  it.each([
    [-1, undefined, "broken"],
    [HOUR - 1, undefined, "soon"],
    [2 * HOUR, undefined, "calm"],
    [2 * HOUR, -1, "soon"],
    [30 * MINUTE, MINUTE, "calm"],
  ] as const)("due in %i, warned at %s: %s", (due, warn, how) => {
    expect(urgency(at(due), NOW, warn === undefined ? null : at(warn))).toBe(how);
  });
});

describe("what was is told by its distance, then by its date", () => {
  it.each([
    [-5_000, "just now"],
    [-11 * MINUTE, "11 min ago"],
    [-3 * HOUR, "3 h ago"],
    [-2 * DAY, "2 d ago"],
    [-20 * DAY, "2 Nov"],
    [-400 * DAY, "18 Oct 2025"],
    [HOUR, "13:00"],
  ])("%i ms: %s", (distance, said) => {
    expect(ago(at(distance), NOW)).toBe(said);
  });
});

it("says lengths in the unit that reads best", () => {
  expect([span(59_000), span(61 * MINUTE), span(3 * DAY), span(63 * DAY + HOUR)]).toEqual(["00:59", "1:01 h", "3 d", "63 d"]);
  expect([age(0.5), age(6.2), age(63 * 24)]).toEqual(["30 min", "6 h", "63 d"]);
  expect([lasting(at(-90_000), NOW), lasting(at(-DAY), NOW), lasting(at(5_000), NOW)]).toEqual(["1 min", "1 d", "0 min"]);
  expect(moment(at(-DAY), NOW)).toBe("Sat 12:00");
});
