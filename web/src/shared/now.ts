// One clock for the page: every countdown changes in the same instant, and a hidden
// page costs nothing. It shows the time of the server, which may be another one than
// the browser's: a wrong clock on the desk breaks no promise.
import { useSyncExternalStore } from "react";

/** Answers travel for a while: a difference below this is none, in milliseconds. */
const NOTHING = 2_000;

let ahead = 0;

/** What the server's clock says now, in milliseconds since 1970. */
export const now = (): number => Date.now() + ahead;

/** An answer said what time it is at the server. */
export function hearTime(at: string) {
  const next = new Date(at).getTime() - Date.now();
  if (Number.isNaN(next) || Math.abs(next - ahead) < NOTHING) return;
  ahead = Math.abs(next) < NOTHING ? 0 : next;
  seconds.tick();
  halfMinutes.tick();
}

function ticker(every: number) {
  let shown = now();
  let timer: ReturnType<typeof setInterval> | null = null;
  const listeners = new Set<() => void>();
  const tick = () => {
    if (typeof document !== "undefined" && document.hidden) return;
    shown = now();
    for (const listener of listeners) listener();
  };
  return {
    tick,
    read: () => shown,
    listen: (listener: () => void) => {
      listeners.add(listener);
      if (timer === null) {
        shown = now();
        timer = setInterval(tick, every);
        document.addEventListener("visibilitychange", tick);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
        document.removeEventListener("visibilitychange", tick);
      };
    },
  };
}

const seconds = ticker(1_000);
const halfMinutes = ticker(30_000);

/** The time, renewed each second: for what counts down. */
export const useSeconds = (): number => useSyncExternalStore(seconds.listen, seconds.read);

/** The time, renewed each half minute: for what is told in minutes. */
export const useNow = (): number => useSyncExternalStore(halfMinutes.listen, halfMinutes.read);
