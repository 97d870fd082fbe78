// A card is put down at another stage: along a drawn move at once, or with what that move
// asks for; elsewhere it says why not, and offers the exception.
import { useEffect, useRef, useState } from "react";
import type { Lead } from "@/shared/api/types";
import { andThen, useAction } from "@/shared/lead/actions";
import { Line, SmallForm } from "@/shared/lead/form";
import form from "@/shared/lead/form.module.css";
import { MoveForm } from "@/shared/lead/move-form";
import { asked, hindrance } from "@/shared/lead/needs";
import { Failure } from "@/shared/ui/bits";
import { Said } from "@/shared/ui/said";

export function Carry({ lead, to, title, close }: { lead: Lead; to: string; title: string; close: () => void }) {
  const move = lead.moves.find((other) => other.to === to);
  const needs = move === undefined ? [] : asked(move);
  const why = move === undefined ? null : hindrance(move);
  if (move === undefined) return <NotDrawn lead={lead} to={to} title={title} close={close} />;
  if (needs.length > 0) return <MoveForm lead={lead} move={move} asked={needs} close={close} />;
  if (why !== null) {
    return (
      <>
        <p>
          <b>{title}</b> is not possible now. <Said>{why}</Said>.
        </p>
        <div className={form.buttons}>
          <button type="button" className={form.button} onClick={close} data-autofocus>
            Leave it where it is
          </button>
        </div>
      </>
    );
  }
  return <AtOnce lead={lead} to={to} verdict={move.kind === "verdict"} close={close} />;
}

/** Nothing is left to ask. */
function AtOnce({ lead, to, verdict, close }: { lead: Lead; to: string; verdict: boolean; close: () => void }) {
  const said = (next: Lead) => `Moved to ${next.stage_title}.${andThen(next)}`;
  const move = useAction(lead, "moves", { said, then: close });
  const accept = useAction(lead, "accept", { said: (next) => `Accepted.${andThen(next)}`, then: close });
  const began = useRef(false);
  const run = () => (verdict ? accept.mutate({}) : move.mutate({ to }));
  useEffect(() => {
    if (began.current) return;
    began.current = true;
    run();
  });
  const failed = move.error ?? accept.error;
  return failed === null ? <p className="soft">Moving…</p> : <Failure problem={failed} retry={run} />;
}

function NotDrawn({ lead, to, title, close }: { lead: Lead; to: string; title: string; close: () => void }) {
  const [reason, setReason] = useState("");
  const except = useAction(lead, "exceptions", { said: (next) => `Exception made: ${next.stage_title}.${andThen(next)}`, then: close });
  const can = lead.exceptions_to.some(({ stage }) => stage === to);
  const drawn = lead.moves.map((other) => other.title);
  return (
    <>
      <p style={{ marginBottom: "0.8rem" }}>
        No move is drawn from <b>{lead.stage_title}</b> to <b>{title}</b>.{" "}
        {drawn.length > 0 && <span className="soft">Drawn from here: {drawn.join(", ")}.</span>}
      </p>
      {can ? (
        <SmallForm title="Make an exception?" send="Make the exception" pending={except.isPending} error={except.error} fields={["to", "reason"]} onSend={() => except.mutate({ to, reason: reason.trim() })} close={close}>
          <Line title="Why" name="reason" error={except.error} hint="It is counted, and shown to those who agreed on the process.">
            {(how) => <input {...how} required minLength={3} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />}
          </Line>
        </SmallForm>
      ) : (
        <p className="soft">An exception can&rsquo;t lead there either.</p>
      )}
    </>
  );
}
