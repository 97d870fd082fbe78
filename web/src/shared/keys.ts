// One keyboard language. Screens say which keys they know while they are shown; the
// help lists just those. Keys never fire while somebody writes.
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Binding {
  /** `j`, `Enter`, `?`, or a sequence: `g o`. */
  keys: string;
  /** What it does, for the help. */
  does: string;
  /** Where it stands in the help. */
  group: string;
  run: () => void;
}

interface Registered {
  bindings: readonly Binding[];
}

let registered: Registered[] = [];
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

const OFF = "throughline-single-keys-off";
let off = false;
try {
  off = localStorage.getItem(OFF) === "yes";
} catch {
  // No storage allowed: keys are on.
}

/** Whether single keys act. People who speak to their machine need them off (WCAG 2.1.4). */
export function setSingleKeys(on: boolean) {
  off = !on;
  try {
    localStorage.setItem(OFF, off ? "yes" : "no");
  } catch {
    // Holds until the page is left.
  }
  tell();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSingleKeys = (): boolean => useSyncExternalStore(subscribe, () => !off);

/** What the keys do on this screen, the newest part first. */
export const useBindings = (): readonly Registered[] => useSyncExternalStore(subscribe, () => registered);

/** These keys act while the component is shown. */
export function useKeys(bindings: readonly Binding[]) {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  const shape = bindings.map(({ keys, does }) => `${keys} ${does}`).join("\n");
  useEffect(() => {
    const entry: Registered = {
      get bindings() {
        return latest.current;
      },
    };
    registered = [entry, ...registered];
    tell();
    return () => {
      registered = registered.filter((other) => other !== entry);
      tell();
    };
  }, [shape]);
}

const WRITING = new Set(["INPUT", "TEXTAREA", "SELECT"]);

export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (WRITING.has(target.tagName) || target.isContentEditable);
}

/** How long a sequence may take. */
const SEQUENCE = 1_200;

/** What a stroke means, given the strokes before it; `pending` when a sequence may follow. */
export function meaning(strokes: readonly string[], known: readonly string[]): { exact: string | null; pending: boolean } {
  const typed = strokes.join(" ");
  return {
    exact: known.includes(typed) ? typed : null,
    pending: known.some((keys) => keys.startsWith(`${typed} `)),
  };
}

/** Hears all keys of the page. Called once, by the frame. */
export function hearKeys(): () => void {
  let strokes: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const forget = () => {
    strokes = [];
    clearTimeout(timer);
  };

  const onKey = (event: KeyboardEvent) => {
    if (off || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (event.key === "Shift") return;
    // What lies above the page has its own keys.
    if (document.querySelector("[aria-modal=true]") !== null) return;
    // A button or link that has the focus keeps its own key.
    const own = event.target instanceof HTMLElement && ["BUTTON", "A", "SUMMARY"].includes(event.target.tagName);
    if (own && (event.key === "Enter" || event.key === " ")) return;

    const all = registered.flatMap(({ bindings }) => bindings);
    const known = all.map(({ keys }) => keys);
    let heard = [...strokes, event.key];
    let { exact, pending } = meaning(heard, known);
    if (exact === null && !pending && strokes.length > 0) {
      heard = [event.key];
      ({ exact, pending } = meaning(heard, known));
    }
    forget();
    if (exact !== null) {
      event.preventDefault();
      all.find(({ keys }) => keys === exact)?.run();
    } else if (pending) {
      strokes = heard;
      timer = setTimeout(forget, SEQUENCE);
    }
  };

  document.addEventListener("keydown", onKey);
  return () => {
    document.removeEventListener("keydown", onKey);
    forget();
  };
}
