// Live: what others change, and clocks that run, appear without a reload. A lost
// connection is shown, tried again, and once back everything on screen is renewed.
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { now } from "./now";

export interface LiveState {
  state: "connecting" | "live" | "lost";
  /** Since when the connection is lost. */
  since: number | null;
}

let current: LiveState = { state: "connecting", since: null };
const listeners = new Set<() => void>();

function become(next: LiveState) {
  current = next;
  for (const listener of listeners) listener();
}

export function useLive(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** A list that somebody reads stands still; it says instead how many leads have changed. */
let held: { leads: ReadonlySet<string> } | null = null;
const holders = new Set<() => void>();

function hold(next: typeof held) {
  held = next;
  for (const holder of holders) holder();
}

/** Lists stand still from now on; or are renewed again. */
export function holdLists(still: boolean) {
  if (still !== (held !== null)) hold(still ? { leads: new Set() } : null);
}

/** How many leads have changed since the list stands still. */
export function useHeld(): number {
  return useSyncExternalStore(
    (listener) => {
      holders.add(listener);
      return () => holders.delete(listener);
    },
    () => held?.leads.size ?? 0,
  );
}

/** A burst of changes renews the screen once. */
const GATHER = 400;
/** Figures over all leads are dear: a busy house renews them this often at most. */
const FIGURES_EVERY = 5_000;
const FIRST_RETRY = 1_000;
const LAST_RETRY = 30_000;

interface Changed {
  leads?: string[];
}

/** Listens until the returned function is called. */
export function listen(queries: QueryClient): () => void {
  let source: EventSource | null = null;
  let retry = FIRST_RETRY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let figures: ReturnType<typeof setTimeout> | undefined;
  let figuresAt = 0;
  let leads = new Set<string>();
  let wasLost = false;

  // What stands still is marked as old, and renewed when its reader wants it.
  const renew = (key: string) => void queries.invalidateQueries({ queryKey: [key], refetchType: held !== null && key === "leads" ? "none" : "active" });
  const renewAll = () => void queries.invalidateQueries({ predicate: ({ queryKey }) => held === null || queryKey[0] !== "leads" });

  const renewFigures = () => {
    figures = undefined;
    figuresAt = Date.now();
    for (const key of ["today", "board", "overview", "counts", "leads", "alerts", "me"]) renew(key);
  };

  const renewGathered = () => {
    gathering = undefined;
    for (const lead of leads) void queries.invalidateQueries({ queryKey: ["lead", lead] });
    if (held !== null) hold({ leads: new Set([...held.leads, ...leads]) });
    leads = new Set();
    figures ??= setTimeout(renewFigures, Math.max(0, figuresAt + FIGURES_EVERY - Date.now()));
  };

  const onChanged = (message: MessageEvent<string>) => {
    let changed: Changed = {};
    try {
      changed = JSON.parse(message.data) as Changed;
    } catch {
      // A word we don't know yet still says that something changed.
    }
    for (const lead of changed.leads ?? []) leads.add(lead);
    gathering ??= setTimeout(renewGathered, GATHER);
  };

  const connect = () => {
    source = new EventSource("/api/v1/live");
    source.addEventListener("changed", onChanged);
    // Too much was missed to be told one by one.
    source.addEventListener("reset", renewAll);
    source.onopen = () => {
      retry = FIRST_RETRY;
      become({ state: "live", since: null });
      if (wasLost) renewAll();
      wasLost = false;
    };
    source.onerror = () => {
      if (!wasLost) become({ state: "lost", since: now() });
      wasLost = true;
      // A browser tries again by itself after a cut, but not after a refusal.
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, retry);
      retry = Math.min(retry * 2, LAST_RETRY);
    };
  };

  connect();
  return () => {
    source?.close();
    clearTimeout(timer);
    clearTimeout(gathering);
    clearTimeout(figures);
    become({ state: "connecting", since: null });
  };
}
