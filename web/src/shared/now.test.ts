import { afterEach, expect, it, vi } from "vitest";
import { hearTime, now } from "./now";

afterEach(() => vi.useRealTimers());

it("counts by the server's clock, however wrong the browser's is", () => {
  vi.useFakeTimers({ now: new Date("2026-11-22T12:00:00Z") });
  expect(new Date(now()).toISOString()).toBe("2026-11-22T12:00:00.000Z");
  // What an answer takes on its way is no difference.
  hearTime("2026-11-22T11:59:59Z");
  expect(new Date(now()).toISOString()).toBe("2026-11-22T12:00:00.000Z");
  // The demo stands at another day.
  hearTime("2026-06-01T09:00:00Z");
  vi.advanceTimersByTime(60_000);
  expect(new Date(now()).toISOString()).toBe("2026-06-01T09:01:00.000Z");
  hearTime("no time at all");
  expect(new Date(now()).toISOString()).toBe("2026-06-01T09:01:00.000Z");
  hearTime("2026-11-22T12:01:00Z");
  expect(new Date(now()).toISOString()).toBe("2026-11-22T12:01:00.000Z");
});
