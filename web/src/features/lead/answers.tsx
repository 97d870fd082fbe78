import { useState, type SyntheticEvent } from "react";
import type { Lead } from "@/shared/api/types";
import { Panel } from "@/shared/ui/bits";
import { useAction } from "@/shared/lead/actions";
import { Line } from "@/shared/lead/form";
import css from "./lead.module.css";
import { textOf, valueOf, ValueInput } from "@/shared/lead/value";

/** The questions of this stage first, whatever else is known after them. */
export function Answers({ lead }: { lead: Lead }) {
  const asked = lead.fields.filter(({ id }) => lead.asks.includes(id));
  const others = lead.fields.filter(({ id }) => !lead.asks.includes(id));
  const asksAmount = lead.asks.includes("amount");
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [amount, setAmount] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const currency = lead.amount?.currency ?? "EUR";
  const answer = useAction(lead, "answers", { said: () => "Answers kept." });

  const changed = Object.entries(texts).filter(([id, text]) => text !== textOf(lead.fields.find((field) => field.id === id)?.value));
  const amountChanged = amount !== null && amount !== (lead.amount?.amount ?? "");
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    const fields = Object.fromEntries(
      changed.map(([id, text]) => {
        const field = lead.fields.find((other) => other.id === id);
        return [id, field === undefined ? text : valueOf(field, text)];
      }),
    );
    answer.mutate({ fields, ...(amountChanged && { amount: { amount: amount.trim(), currency } }) });
  };

  if (lead.fields.length === 0 && !asksAmount) return null;
  const done = asked.filter(({ value }) => value != null).length + (asksAmount && lead.amount != null ? 1 : 0);
  const of = asked.length + (asksAmount ? 1 : 0);
  const line = (field: Lead["fields"][number]) => (
    <Line key={field.id} title={field.title} name={field.id} error={answer.error}>
      {(how) => <ValueInput field={field} text={texts[field.id] ?? textOf(field.value)} onChange={(text) => setTexts({ ...texts, [field.id]: text })} how={how} />}
    </Line>
  );
  return (
    <Panel title={of > 0 ? "Questions of this stage" : "What is known"} id="answers" aside={of > 0 && <small className="soft">{done} of {of} answered</small>}>
      <form className={css.answers} onSubmit={send}>
        {asked.map(line)}
        {asksAmount && (
          <Line title={`Amount, ${currency}`} name="amount" error={answer.error}>
            {(how) => <input {...how} inputMode="decimal" value={amount ?? lead.amount?.amount ?? ""} onChange={(event) => setAmount(event.currentTarget.value)} />}
          </Line>
        )}
        {(all || of === 0) && others.map(line)}
        {answer.error !== null && (
          <p className={css.error} role="alert">
            {answer.error.message}
          </p>
        )}
        <div className={css.buttons}>
          <button type="submit" className={css.button} disabled={(changed.length === 0 && !amountChanged) || answer.isPending}>
            Keep answers
          </button>
          {of > 0 && others.length > 0 && !all && (
            <button type="button" className={css.link} onClick={() => setAll(true)}>
              {others.length} more
            </button>
          )}
        </div>
      </form>
    </Panel>
  );
}
