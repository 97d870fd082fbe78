// Log a touch: outcome, Enter, done. What comes next, the process says.
import { useState, type KeyboardEvent } from "react";
import type { Lead } from "@/shared/api/types";
import { words } from "@/shared/figures";
import { Icon, type IconName } from "@/shared/ui/icons";
import { andThen, useAction } from "@/shared/lead/actions";
import { Line, SmallForm } from "@/shared/lead/form";
import css from "./lead.module.css";
import { KINDS, OUTCOMES, type TouchKind } from "@/shared/lead/outcomes";

export type { TouchKind } from "@/shared/lead/outcomes";

export function TouchPanel({ lead, kind: first, close }: { lead: Lead; kind: TouchKind; close: () => void }) {
  const [kind, setKind] = useState<TouchKind>(first);
  const [chosen, setChosen] = useState(0);
  const [minutes, setMinutes] = useState("");
  const [note, setNote] = useState("");
  const log = useAction(lead, "touches", {
    said: (next) => `Logged: ${kind}, ${outcome?.title.toLowerCase() ?? ""}.${andThen(next)}`,
    then: close,
  });
  const outcomes = OUTCOMES[kind];
  const outcome = outcomes[Math.min(chosen, outcomes.length - 1)];

  const send = () => {
    if (outcome === undefined) return;
    log.mutate({
      kind,
      two_way: outcome.twoWay,
      outcome: outcome.id,
      ...(minutes !== "" && outcome.twoWay && { minutes: Number(minutes) }),
      ...(note.trim() !== "" && { note: note.trim() }),
    });
  };
  // A digit chooses an outcome, unless somebody writes.
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target instanceof HTMLInputElement && event.target.type !== "radio") return;
    if (event.target instanceof HTMLTextAreaElement) return;
    const digit = Number(event.key);
    if (Number.isInteger(digit) && digit >= 1 && digit <= outcomes.length) {
      event.preventDefault();
      setChosen(digit - 1);
    }
  };

  return (
    <div onKeyDown={onKeyDown}>
      <SmallForm title="Log a touch" send="Log" pending={log.isPending} error={log.error} fields={["minutes", "note", "outcome"]} onSend={send} close={close}>
        <div className={css.kinds} role="group" aria-label="Kind">
          {KINDS.map((other) => (
            <button
              key={other}
              type="button"
              className={css.kind}
              aria-pressed={kind === other}
              onClick={() => {
                setKind(other);
                setChosen(0);
              }}
            >
              <Icon name={other as IconName} /> {words(other)}
            </button>
          ))}
        </div>
        <fieldset className={css.outcomes}>
          <legend className="seen-by-readers">Outcome</legend>
          {outcomes.map(({ id, title }, place) => (
            <label key={id}>
              <input type="radio" name="outcome" value={id} checked={place === chosen} onChange={() => setChosen(place)} data-first={place === chosen ? true : undefined} />
              <kbd>{place + 1}</kbd> {title}
            </label>
          ))}
        </fieldset>
        {outcome?.twoWay === true && (kind === "call" || kind === "meeting" || kind === "visit") && (
          <Line title="Minutes" name="minutes" error={log.error} hint="Three or more can make it a meaningful conversation.">
            {(how) => <input {...how} type="number" min={0} max={1440} value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)} className={css.short} />}
          </Line>
        )}
        <Line title="Note" name="note" error={log.error}>
          {(how) => <textarea {...how} rows={2} value={note} onChange={(event) => setNote(event.currentTarget.value)} placeholder="What was said, in a line" />}
        </Line>
      </SmallForm>
    </div>
  );
}
