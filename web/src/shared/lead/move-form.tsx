// Asks exactly what a move needs, and nothing else.
import { useState } from "react";
import type { Lead, Move } from "../api/types";
import { words } from "../figures";
import { now } from "../now";
import { instantAt, isoDay } from "../time";
import { andThen, useAction } from "./actions";
import { Line, SmallForm } from "./form";
import { Choice, valueOf, ValueInput } from "./value";

interface MoveFormProps {
  lead: Lead;
  move: Move;
  asked: readonly string[];
  close: () => void;
}

/** At nine of a day, where the process is. */
const morningOf = (date: string): string | null => instantAt(`${date}T09:00`);

export function MoveForm({ lead, move, asked, close }: MoveFormProps) {
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [wake, setWake] = useState("");
  const [amount, setAmount] = useState({ amount: lead.amount?.amount ?? "", currency: lead.amount?.currency ?? "EUR" });
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const said = (next: Lead) => (move.verdict === "returned" ? `Given back: ${words(reason)}.${andThen(next)}` : `Moved to ${next.stage_title}.${andThen(next)}`);
  const go = useAction(lead, "moves", { said, then: close });
  const giveBack = useAction(lead, "return", { said, then: close });
  const returned = move.verdict === "returned";
  const { error, isPending } = returned ? giveBack : go;
  const fields = lead.fields.filter(({ id }) => asked.includes(id));
  const titleOf = (name: string) => words(move.needs.find((need) => need.name === name)?.title ?? name);

  const send = () => {
    if (returned) {
      giveBack.mutate({ reason, ...(note.trim() !== "" && { note: note.trim() }) });
      return;
    }
    const wakeOn = wake === "" ? null : morningOf(wake);
    go.mutate({
      to: move.to,
      ...(reason !== "" && { reason }),
      ...(note.trim() !== "" && { note: note.trim() }),
      ...(wakeOn !== null && { wake_on: wakeOn }),
      ...(asked.includes("amount") && { amount: { ...amount, amount: amount.amount.trim() } }),
      ...(fields.length > 0 && { fields: Object.fromEntries(fields.map((field) => [field.id, valueOf(field, texts[field.id] ?? "")])) }),
    });
  };

  return (
    <SmallForm title={returned ? "Give back" : `Move to ${move.title}`} send={returned ? "Give back" : "Move"} pending={isPending} error={error} fields={[...asked, "note", "wake_on"]} onSend={send} close={close}>
      {!move.possible && move.criterion != null && <p className="soft">Only when {move.criterion}</p>}
      {asked.includes("reason") && (
        <Line title={titleOf("reason")} name="reason" error={error}>
          {(how) =>
            move.reasons.length > 0 ? (
              <Choice {...how} value={reason} choices={move.reasons.map((id) => [id, words(id)] as const)} onChange={setReason} empty="Choose a reason" />
            ) : (
              <input {...how} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            )
          }
        </Line>
      )}
      {asked.includes("wake_on") && (
        <Line title={titleOf("wake_on")} name="wake_on" error={error} hint="The day on which somebody looks at it again.">
          {(how) => <input {...how} type="date" min={isoDay(now())} value={wake} onChange={(event) => setWake(event.currentTarget.value)} />}
        </Line>
      )}
      {asked.includes("amount") && (
        <Line title={titleOf("amount")} name="amount" error={error}>
          {(how) => (
            <div style={{ display: "flex", gap: "0.4rem" }}>
              <input {...how} inputMode="decimal" value={amount.amount} onChange={(event) => setAmount({ ...amount, amount: event.currentTarget.value })} placeholder="1200.50" />
              <input aria-label="Currency" maxLength={3} style={{ width: "4.5rem" }} value={amount.currency} onChange={(event) => setAmount({ ...amount, currency: event.currentTarget.value.toUpperCase() })} />
            </div>
          )}
        </Line>
      )}
      {fields.map((field) => (
        <Line key={field.id} title={field.title} name={field.id} error={error}>
          {(how) => <ValueInput field={field} text={texts[field.id] ?? ""} onChange={(text) => setTexts({ ...texts, [field.id]: text })} how={how} />}
        </Line>
      ))}
      {asked.includes("reason") && (
        <Line title="Note" name="note" error={error}>
          {(how) => <input {...how} value={note} onChange={(event) => setNote(event.currentTarget.value)} placeholder="In own words, if it helps" />}
        </Line>
      )}
    </SmallForm>
  );
}
