// Where the lead can go from here. What is drawn is a button; what is not is an
// exception, which is allowed, needs a reason, and is counted.
import { useState } from "react";
import type { Lead, Move } from "@/shared/api/types";
import { Panel } from "@/shared/ui/bits";
import { Said } from "@/shared/ui/said";
import { Icon } from "@/shared/ui/icons";
import { andThen, useAction } from "@/shared/lead/actions";
import { Line, SmallForm } from "@/shared/lead/form";
import css from "./lead.module.css";
import { MoveForm } from "@/shared/lead/move-form";
import { asked, hindrance } from "@/shared/lead/needs";
import { Choice } from "@/shared/lead/value";

export function Moves({ lead }: { lead: Lead }) {
  const [chosen, setChosen] = useState<Move | "exception" | null>(null);
  const move = useAction(lead, "moves", { said: (next) => `Moved to ${next.stage_title}.${andThen(next)}` });
  const accept = useAction(lead, "accept", { said: (next) => `Accepted.${andThen(next)}` });
  const verdicts = lead.moves.filter(({ kind }) => kind === "verdict");
  const drawn = lead.moves.filter(({ kind }) => kind === "drawn");
  const failed = move.error ?? accept.error;

  const take = (wanted: Move) => {
    if (asked(wanted).length > 0) setChosen(wanted);
    else if (wanted.kind === "verdict") accept.mutate({});
    else move.mutate({ to: wanted.to });
  };
  const button = (other: Move, title: string, primary: boolean) => {
    const why = hindrance(other);
    // What a form asks for may be just what the condition waits for.
    const able = why === null || asked(other).some((name) => name !== "reason" && name !== "wake_on");
    return (
      <div key={`${other.kind} ${other.to}`} className={css.move} data-move={other.to} data-kind={other.kind} data-verdict={other.verdict ?? undefined}>
        <button type="button" className={primary ? css.primary : css.button} disabled={!able || move.isPending || accept.isPending} aria-expanded={chosen === other} onClick={() => take(other)} aria-describedby={why === null ? undefined : `why-${other.to}`}>
          <Icon name={other.verdict === "returned" ? "returned" : other.verdict === "accepted" ? "check" : "moved"} /> {able && asked(other).length > 0 ? `${title}…` : title}
        </button>
        {!able && (
          <small className="soft" id={`why-${other.to}`}>
            <Said>{why}</Said>
          </small>
        )}
        {able && other.hand_off_to != null && <small className="soft">hand-off to {other.hand_off_to}</small>}
      </div>
    );
  };

  return (
    <Panel
      id="moves"
      title={verdicts.length > 0 ? "Hand-off: your verdict" : "Move on"}
      aside={
        lead.exceptions_to.length > 0 && (
          <button type="button" className={css.link} aria-expanded={chosen === "exception"} onClick={() => setChosen("exception")} data-testid="exception">
            Exception…
          </button>
        )
      }
    >
      {verdicts.length > 0 && <div className={css.moves}>{verdicts.map((other) => button(other, other.verdict === "returned" ? "Give back" : "Accept", other.verdict === "accepted"))}</div>}
      {drawn.length > 0 && <div className={css.moves}>{drawn.map((other) => button(other, other.title, false))}</div>}
      {lead.moves.length === 0 && <p className="soft">No move is drawn from here.</p>}
      {failed !== null && (
        <p className={css.error} role="alert">
          <Said>{failed.message}</Said>
        </p>
      )}
      {chosen === "exception" && <ExceptionForm lead={lead} close={() => setChosen(null)} />}
      {chosen !== null && chosen !== "exception" && <MoveForm key={chosen.to} lead={lead} move={chosen} asked={asked(chosen)} close={() => setChosen(null)} />}
    </Panel>
  );
}

function ExceptionForm({ lead, close }: { lead: Lead; close: () => void }) {
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const except = useAction(lead, "exceptions", { said: (next) => `Exception made: ${next.stage_title}.${andThen(next)}`, then: close });
  return (
    <SmallForm title="Exception: a move that isn't drawn" send="Make the exception" pending={except.isPending} error={except.error} fields={["to", "reason"]} onSend={() => except.mutate({ to, reason: reason.trim() })} close={close}>
      <Line title="To" name="to" error={except.error}>
        {(how) => <Choice {...how} value={to} choices={lead.exceptions_to.map(({ stage, title }) => [stage, title] as const)} onChange={setTo} empty="Choose a stage" />}
      </Line>
      <Line title="Why" name="reason" error={except.error} hint="It is counted, and shown to those who agreed on the process.">
        {(how) => <input {...how} required minLength={3} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />}
      </Line>
    </SmallForm>
  );
}
