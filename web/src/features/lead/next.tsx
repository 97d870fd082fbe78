import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Lead } from "@/shared/api/types";
import { count, words } from "@/shared/figures";
import { useNow } from "@/shared/now";
import { countedIn, moment } from "@/shared/time";
import { Due, Panel } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import { andThen, useAction } from "@/shared/lead/actions";
import type { Writing } from "./lead";
import css from "./lead.module.css";
import { Snoozed } from "@/shared/lead/snooze-form";
import { OwnerForm } from "./owner";
import { StepForm } from "./step";

/** What to do, who, until when; and the one place where it is done. */
export function Next({ lead, writing, write }: { lead: Lead; writing: Writing; write: (next: Writing) => void }) {
  const now = useNow();
  const [changing, setChanging] = useState<"owner" | "step" | null>(null);
  const accept = useAction(lead, "accept", { said: (next) => `Accepted.${andThen(next)}` });
  const step = lead.next_step;
  if (lead.merged_into != null) return null;
  if (lead.status !== "open" || step == null) {
    return (
      <Panel>
        <p>
          This episode is over: <b>{lead.stage_title}</b>
          {lead.reason != null && <>, {words(lead.reason).toLowerCase()}</>}
          {lead.ended_at != null && <>, {moment(lead.ended_at, now)}</>}.
        </p>
        <p className="soft">A new inquiry of the same person opens a new one.</p>
      </Panel>
    );
  }
  // The promise that gives the deadline, if one does: it says how time is counted.
  const promise = step.clock == null ? undefined : lead.clocks.find(({ clock }) => clock === step.clock);
  return (
    <section className={css.next} aria-labelledby="next-title">
      <div className={css.nextTop}>
        <div>
          <small className="soft">Next step</small>
          <h2 id="next-title">{step.title}</h2>
        </div>
        <div className={css.countdown}>
          <Due at={step.due_at} warnAt={promise?.warn_at} />
          <small className="soft">
            due {moment(step.due_at, now)}
            , {promise === undefined ? "elapsed time" : `counted in ${countedIn(promise.counts)}`}
          </small>
        </div>
      </div>
      <Snoozed lead={lead} />
      {lead.script != null && lead.script !== "" && <p className={css.script}>{lead.script}</p>}
      <p className={css.ownerLine}>
        <Icon name="owner" size={14} />
        {lead.owner.kind === "person" ? (
          <Link to="/leads" search={{ owner: lead.owner.id, status: "open" }}>
            {lead.owner.name}
          </Link>
        ) : (
          <span>{lead.owner.name}</span>
        )}
        {lead.owner.kind === "pool" && <span className="soft">(pool, nobody has it yet)</span>}
        {lead.attempts > 0 && <span className="soft">· {count(lead.attempts, "attempt")}</span>}
        <button type="button" className={css.link} aria-expanded={changing === "owner"} onClick={() => setChanging(changing === "owner" ? null : "owner")}>
          Reassign
        </button>
        <button type="button" className={css.link} aria-expanded={changing === "step"} onClick={() => setChanging(changing === "step" ? null : "step")}>
          Plan another step
        </button>
      </p>
      {changing === "owner" && <OwnerForm lead={lead} close={() => setChanging(null)} />}
      {changing === "step" && <StepForm lead={lead} close={() => setChanging(null)} />}
      <div className={css.buttons}>
        <button type="button" className={css.primary} aria-keyshortcuts="c" aria-expanded={writing?.what === "touch"} onClick={() => write({ what: "touch", kind: "call" })}>
          <Icon name="call" /> Log a touch <kbd>c</kbd>
        </button>
        <button type="button" className={css.button} aria-keyshortcuts="n" aria-expanded={writing?.what === "note"} onClick={() => write({ what: "note" })}>
          <Icon name="note" /> Note <kbd>n</kbd>
        </button>
        <button type="button" className={css.button} aria-keyshortcuts="z" aria-expanded={writing?.what === "snooze"} onClick={() => write({ what: "snooze" })}>
          <Icon name="snooze" /> Put off <kbd>z</kbd>
        </button>
        {!lead.accepted && !lead.moves.some(({ kind }) => kind === "verdict") && (
          <button type="button" className={css.button} onClick={() => accept.mutate({})} disabled={accept.isPending}>
            <Icon name="check" /> Accept
          </button>
        )}
      </div>
      {accept.error !== null && <p className={css.error} role="alert">{accept.error.message}</p>}
    </section>
  );
}
