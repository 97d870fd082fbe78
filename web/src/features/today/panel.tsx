// The lead one works on: what one needs to know for the call, and the one place to log it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { eventsQuery, leadQuery } from "@/shared/api/queries";
import type { Lead, TodayItem } from "@/shared/api/types";
import { useAction } from "@/shared/lead/actions";
import { Line, SmallForm } from "@/shared/lead/form";
import form from "@/shared/lead/form.module.css";
import { Snoozed, SnoozeForm } from "@/shared/lead/snooze-form";
import { Ago, Bone, Due, Failure, Grade } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import { Why } from "./line";
import { OutcomePanel } from "./outcome";
import css from "./today.module.css";

/** What is done with the lead that is open. */
export type Doing = "look" | "touch" | "mail" | "note" | "snooze";

interface WorkPanelProps {
  id: string;
  item: TodayItem | undefined;
  doing: Doing;
  setDoing: (doing: Doing) => void;
  /** The next lead opens by itself. */
  walking: boolean;
  close: () => void;
  done: () => void;
}

export function WorkPanel({ id, item, doing, setDoing, walking, close, done }: WorkPanelProps) {
  const { data: lead, error, refetch } = useQuery(leadQuery(id));
  const name = lead?.person.name ?? lead?.person.email ?? lead?.company?.name ?? item?.name ?? "Lead";
  return (
    <section className={css.panel} aria-label={name} data-testid="work">
      <header className={css.panelHead}>
        <Grade grade={lead?.score.grade ?? item?.grade} />
        <h2>
          <Link to="/leads/$id" params={{ id }} search={{}}>
            {name}
          </Link>
        </h2>
        {lead?.company?.name != null && lead.company.name !== name && <span className="soft cut">{lead.company.name}</span>}
        <button type="button" className={css.close} onClick={close} aria-label="Close">
          <Icon name="close" />
        </button>
      </header>
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      {lead === undefined ? error === null && <Bone height="16rem" /> : <Work lead={lead} item={item} doing={doing} setDoing={setDoing} walking={walking} done={done} />}
    </section>
  );
}

function Work({ lead, item, doing, setDoing, walking, done }: Omit<WorkPanelProps, "id" | "close"> & { lead: Lead }) {
  const { person, next_step: step } = lead;
  return (
    <>
      <p className={css.ways}>
        {person.phone != null && (
          <a href={`tel:${person.phone.replace(/[^\d+]/g, "")}`}>
            <Icon name="call" size={14} /> {person.phone}
          </a>
        )}
        {person.email != null && (
          <a href={`mailto:${person.email}`} className="cut">
            <Icon name="mail" size={14} /> {person.email}
          </a>
        )}
      </p>
      {step != null && (
        <p className={css.step}>
          <b>{step.title}</b> <Due at={step.due_at} />
          <small className="soft">{lead.stage_title}{lead.attempts > 0 ? `, attempt ${lead.attempts + 1}` : ""}</small>
        </p>
      )}
      <Snoozed lead={lead} />
      {lead.script != null && lead.script !== "" && <p className={css.script}>{lead.script}</p>}
      {item !== undefined && <Why item={item} all />}
      {lead.message != null && lead.message.trim() !== "" && <blockquote className={css.message}>{lead.message}</blockquote>}
      {doing === "note" ? (
        <NoteForm lead={lead} close={() => setDoing("look")} />
      ) : doing === "snooze" ? (
        <SnoozeForm lead={lead} close={() => setDoing("look")} done={done} />
      ) : doing === "look" || step == null ? (
        <div className={form.buttons}>
          {step != null && (
            <button type="button" className={form.primary} onClick={() => setDoing("touch")}>
              <Icon name="call" /> Log a touch <kbd>c</kbd>
            </button>
          )}
          <button type="button" className={form.button} onClick={() => setDoing("note")}>
            <Icon name="note" /> Note <kbd>n</kbd>
          </button>
          <button type="button" className={form.button} onClick={() => setDoing("snooze")}>
            <Icon name="snooze" /> Put off <kbd>z</kbd>
          </button>
          {walking && (
            <button type="button" className={form.button} onClick={done}>
              Skip <kbd>s</kbd>
            </button>
          )}
        </div>
      ) : (
        <OutcomePanel key={doing} lead={lead} kind={doing === "mail" ? "mail" : touchOf(lead)} walking={walking} close={() => setDoing("look")} done={done} />
      )}
      <Lately id={lead.id} />
    </>
  );
}

/** What the step asks for; a call without. */
function touchOf(lead: Lead) {
  const touch = lead.next_step?.touch;
  return touch === "mail" || touch === "meeting" || touch === "message" || touch === "visit" ? touch : "call";
}

function NoteForm({ lead, close }: { lead: Lead; close: () => void }) {
  const [text, setText] = useState("");
  const note = useAction(lead, "notes", { said: () => "Noted.", then: close });
  return (
    <SmallForm title="Write a note" send="Keep" pending={note.isPending} error={note.error} fields={["text"]} onSend={() => note.mutate({ text: text.trim() })} close={close}>
      <Line title="Note" name="text" error={note.error} hint="Ctrl Enter keeps it.">
        {(how) => <textarea {...how} rows={3} required value={text} onChange={(event) => setText(event.currentTarget.value)} />}
      </Line>
    </SmallForm>
  );
}

const TELLING = new Set(["touch.logged", "note.added", "lead.captured", "lead.reengaged", "lead.returned", "lead.moved", "fields.answered", "lead.snoozed", "lead.woken"]);

/** The last things that matter in a conversation. */
function Lately({ id }: { id: string }) {
  const { data } = useQuery(eventsQuery(id));
  if (data === undefined) return <Bone height="5rem" />;
  const told = data.filter(({ type }) => TELLING.has(type)).reverse().slice(0, 5);
  return (
    <section aria-label="Lately" className={css.lately}>
      <h3>Lately</h3>
      <ul>
        {told.map(({ seq, text, at, by }) => (
          <li key={seq}>
            <span>{text}</span>
            <small className="soft">
              {by.name ?? ""} <Ago at={at} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
