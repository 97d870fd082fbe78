// A word about what was just done. It goes by itself and never takes the focus.
import { useSyncExternalStore } from "react";
import css from "./toast.module.css";

interface Word {
  id: number;
  text: string;
  tone: "done" | "failed";
}

let said: readonly Word[] = [];
let next = 1;
const listeners = new Set<() => void>();
const STAYS = { done: 5_000, failed: 9_000 };

function become(words: readonly Word[]) {
  said = words;
  for (const listener of listeners) listener();
}

export function say(text: string, tone: Word["tone"] = "done") {
  const word = { id: next++, text, tone };
  become([...said.slice(-2), word]);
  setTimeout(() => become(said.filter((other) => other !== word)), STAYS[tone]);
}

export function Toasts() {
  const words = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {words.map(({ id, text, tone }) => (
        <div key={id} className={css.toast} data-tone={tone}>
          {text}
        </div>
      ))}
    </div>
  );
}
