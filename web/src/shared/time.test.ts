import { describe, expect, it } from "vitest";
import { age, ago, clock, day, full, instantAt, isoDay, lasting, left, moment, span, tellIn, urgency, writtenDay, zoneName } from "./time";

// All is told where the process is, wherever the browser stands: in São Paulo it is noon.
tellIn("America/Sao_Paulo");
const NOW = new Date("2026-11-22T15:00:00Z").getTime();
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
    [5_000, "just now"],
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

describe("times are told where the process is", () => {
  it("names the zone, and keeps it where a browser doesn't know another", () => {
    expect(full("2026-11-22T02:30:09Z")).toBe("Sat 21 Nov 2026, 23:30:09, America/Sao_Paulo");
    expect([clock("2026-11-22T03:05:00Z"), day("2026-11-22T02:30:00Z", NOW), isoDay("2026-11-22T02:30:00Z")]).toEqual(["00:05", "21 Nov", "2026-11-21"]);
    tellIn("Mars/Olympus_Mons");
    tellIn(null);
    expect(zoneName()).toBe("America/Sao_Paulo");
  });

  it("says a day without a time as it is written", () => {
    expect([writtenDay("2026-11-01", NOW), writtenDay("2025-11-01T00:00:00Z", NOW), writtenDay("soon", NOW)]).toEqual(["1 Nov", "1 Nov 2025", "soon"]);
  });

  it.each([
    ["America/Sao_Paulo", "2026-11-23T09:00", "2026-11-23T12:00:00.000Z"],
    ["Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59:00.000Z"],
    ["Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00.000Z"],
    ["Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00.000Z"],
    ["Asia/Kolkata", "2026-01-01T00:00", "2025-12-31T18:30:00.000Z"],
    ["Asia/Kolkata", "", null],
  ])("in %s the clock shows %s at %s", (where, local, at) => {
    tellIn(where);
    expect(instantAt(local)).toBe(at);
    tellIn("America/Sao_Paulo");
  });
});
