// One clock for the page: every countdown changes in the same instant, and a hidden
// page costs nothing.
import { useSyncExternalStore } from "react";

function ticker(every: number) {
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | null = null;
  const listeners = new Set<() => void>();
  const tick = () => {
    if (document.hidden) return;
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    read: () => now,
    listen: (listener: () => void) => {
      listeners.add(listener);
      if (timer === null) {
        now = Date.now();
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
