// A word about what was just done. It goes by itself and never takes the focus. What can be
// taken back has a button for it, and the key `u`.
import { useSyncExternalStore } from "react";
import { useKeys } from "../keys";
import css from "./toast.module.css";

interface Undo {
  /** What the button says; "Undo" without. */
  title?: string;
  run: () => void;
}

interface Word {
  id: number;
  text: string;
  tone: "done" | "failed";
  undo?: Undo | undefined;
}

let said: readonly Word[] = [];
let next = 1;
const listeners = new Set<() => void>();
const STAYS = { done: 5_000, failed: 9_000 };
/** Who wants to take something back needs time to see that it was wrong. */
const UNDO_STAYS = 12_000;

function become(words: readonly Word[]) {
  said = words;
  for (const listener of listeners) listener();
}

export function say(text: string, tone: Word["tone"] = "done", undo?: Undo) {
  const word = { id: next++, text, tone, undo };
  // Only the last thing is taken back by one key.
  become([...said.slice(-2).map((other) => ({ ...other, undo: undefined })), word]);
  setTimeout(() => become(said.filter(({ id }) => id !== word.id)), undo === undefined ? STAYS[tone] : UNDO_STAYS);
}

export function Toasts() {
  const words = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  const last = words.findLast(({ undo }) => undo !== undefined);
  const takeBack = ({ id, undo }: Word) => {
    become(said.filter((other) => other.id !== id));
    undo?.run();
  };
  useKeys(last === undefined ? [] : [{ keys: "u", does: "Take back what was done last", group: "Everywhere", run: () => takeBack(last) }]);
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {words.map((word) => (
        <div key={word.id} className={css.toast} data-tone={word.tone}>
          <span>{word.text}</span>
          {word.undo !== undefined && (
            <button type="button" onClick={() => takeBack(word)}>
              {word.undo.title ?? "Undo"}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
