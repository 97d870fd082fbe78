// Logging an outcome: outcome, reason if it ends there, and the next step, which the process
// has filled in already. One panel, three keystrokes.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";
import { api, got, Problem } from "@/shared/api/client";
import { leadQuery, touchAheadQuery } from "@/shared/api/queries";
import type { Lead } from "@/shared/api/types";
import { words } from "@/shared/figures";
import { Line, SmallForm } from "@/shared/lead/form";
import form from "@/shared/lead/form.module.css";
import { MoveForm } from "@/shared/lead/move-form";
import { KINDS, OUTCOMES, type TouchKind } from "@/shared/lead/outcomes";
import { remember, renewLeads } from "@/shared/lead/undo";
import { useNow } from "@/shared/now";
import { instantAt, moment } from "@/shared/time";
import { Icon, type IconName } from "@/shared/ui/icons";
import { say } from "@/shared/ui/toast";
import { letterOf, placeOfLetter, usualThen, waysOn } from "./ways";
import css from "./today.module.css";

interface OutcomeProps {
  lead: Lead;
  kind: TouchKind;
  walking: boolean;
  close: () => void;
  done: () => void;
}

export function OutcomePanel({ lead, kind: first, walking, close, done }: OutcomeProps) {
  const queries = useQueryClient();
  const now = useNow();
  const [kind, setKind] = useState<TouchKind>(first);
  const [place, setPlace] = useState<number | null>(null);
  const [minutes, setMinutes] = useState("");
  const [note, setNote] = useState("");
  const [then, setThen] = useState<string | null>(null);
  const [own, setOwn] = useState<{ title: string; due: string } | null>(null);
  /** Logged already, and the move that is left needs more than a reason. */
  const [logged, setLogged] = useState<Lead | null>(null);

  const outcomes = OUTCOMES[kind];
  const outcome = place === null ? undefined : outcomes[place];
  const touch = {
    kind,
    two_way: outcome?.twoWay ?? false,
    ...(outcome !== undefined && { outcome: outcome.id }),
    ...(minutes !== "" && outcome?.twoWay === true && { minutes: Number(minutes) }),
  };
  const { data: ahead } = useQuery({ ...touchAheadQuery(lead.id, lead.version, touch), enabled: outcome !== undefined && logged === null });
  const ways = ahead === undefined ? [] : waysOn(ahead);
  const way = then === "stay" ? undefined : ways.find(({ id }) => id === (then ?? (outcome === undefined ? null : usualThen(ways, outcome.id))));
  const moves = logged?.moves ?? [];
  const left = moves.find(({ to }) => to === way?.move.to);

  const log = useMutation<Lead>({
    mutationFn: async () => {
      const path = { id: lead.id };
      // Tried again after the second half failed: the touch is logged by then.
      let at = logged ?? (await got(api.POST("/api/v1/leads/{id}/touches", { params: { path }, body: { ...touch, ...(note.trim() !== "" && { note: note.trim() }), if_version: lead.version } })));
      if (way !== undefined) {
        if (way.more) {
          setLogged(at);
          return at;
        }
        setLogged(at);
        at = await got(api.POST("/api/v1/leads/{id}/moves", { params: { path }, body: { to: way.move.to, ...(way.reason !== null && { reason: way.reason }), if_version: at.version } }));
      } else if (own !== null) {
        setLogged(at);
        const due = instantAt(own.due);
        at = await got(api.POST("/api/v1/leads/{id}/next-step", { params: { path }, body: { title: own.title.trim(), due_at: due ?? own.due, if_version: at.version } }));
      }
      return at;
    },
    onSuccess: (next) => {
      queries.setQueryData(leadQuery(lead.id).queryKey, next);
      remember(lead);
      renewLeads(queries);
      void queries.invalidateQueries({ queryKey: ["lead", lead.id, "events"] });
      if (way?.more === true) return;
      say(`Logged: ${kind}, ${outcome?.title.toLowerCase() ?? ""}.${next.next_step == null ? ` ${next.stage_title}.` : ` Next: ${next.next_step.title}, ${moment(next.next_step.due_at, now)}.`}`);
      done();
    },
    onError: (error) => {
      if (error instanceof Problem && error.code === "lead.changed") {
        void queries.invalidateQueries({ queryKey: ["lead", lead.id] });
        say("Somebody changed this lead meanwhile. Look, and log it again.", "failed");
      }
    },
  });

  if (logged !== null && way?.more === true && left !== undefined) {
    return <MoveForm lead={logged} move={left} asked={left.needs.filter(({ given }) => !given).map(({ name }) => name)} close={done} />;
  }

  const choose = (next: number) => {
    setPlace(next);
    setThen(null);
    setOwn(null);
  };
  // A digit says the outcome, a letter what follows; unless somebody writes.
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if ((target instanceof HTMLInputElement && target.type !== "radio") || target instanceof HTMLTextAreaElement) return;
    const digit = Number(event.key);
    const letter = placeOfLetter(event.key);
    if (Number.isInteger(digit) && digit >= 1 && digit <= outcomes.length) choose(digit - 1);
    else if (outcome !== undefined && letter === 0) setThen("stay");
    else if (outcome !== undefined && letter !== null && letter <= ways.length) setThen(ways[letter - 1]?.id ?? null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const step = ahead?.next_step;

  return (
    <div onKeyDown={onKeyDown} data-testid="outcome">
      <SmallForm title="What came of it?" send={walking ? "Log, and the next one" : "Log"} pending={log.isPending || outcome === undefined} error={log.error} fields={["minutes", "note", "title", "due_at"]} onSend={() => outcome !== undefined && log.mutate()} close={close}>
        <div className={form.kinds} role="group" aria-label="Kind">
          {KINDS.map((other) => (
            <button key={other} type="button" className={form.kind} aria-pressed={kind === other} onClick={() => { setKind(other); setPlace(null); setThen(null); }}>
              <Icon name={other as IconName} /> {words(other)}
            </button>
          ))}
        </div>
        <fieldset className={form.outcomes}>
          <legend className="seen-by-readers">Outcome</legend>
          {outcomes.map(({ id, title }, other) => (
            <label key={`${kind} ${id}`}>
              <input type="radio" name="outcome" value={id} checked={other === place} onChange={() => choose(other)} data-first={other === 0 ? true : undefined} />
              <kbd>{other + 1}</kbd> {title}
            </label>
          ))}
        </fieldset>
        {outcome !== undefined && (
          <fieldset className={form.outcomes} data-testid="then">
            <legend className={css.legend}>Then</legend>
            <label>
              <input type="radio" name="then" checked={way === undefined} onChange={() => setThen("stay")} />
              <kbd>{letterOf(0)}</kbd>
              <span>
                {step == null ? "…" : step.title}
                {step != null && <small className="soft"> {moment(step.due_at, now)}</small>}
              </span>
            </label>
            {ways.map(({ id, title }, other) => (
              <label key={id}>
                <input type="radio" name="then" checked={way?.id === id} onChange={() => setThen(id)} />
                <kbd>{letterOf(other + 1)}</kbd> {title}
              </label>
            ))}
          </fieldset>
        )}
        {outcome !== undefined && way === undefined && step != null && (
          own === null ? (
            <button type="button" className={form.link} onClick={() => setOwn({ title: step.title, due: "" })}>
              Plan another step
            </button>
          ) : (
            <>
              <Line title="What" name="title" error={log.error}>
                {(how) => <input {...how} required value={own.title} onChange={(event) => setOwn({ ...own, title: event.currentTarget.value })} />}
              </Line>
              <Line title="Until when" name="due_at" error={log.error} hint="Not after the earliest promise that runs.">
                {(how) => <input {...how} type="datetime-local" required value={own.due} onChange={(event) => setOwn({ ...own, due: event.currentTarget.value })} />}
              </Line>
            </>
          )
        )}
        {outcome?.twoWay === true && (kind === "call" || kind === "meeting" || kind === "visit") && (
          <Line title="Minutes" name="minutes" error={log.error}>
            {(how) => <input {...how} type="number" min={0} max={1440} value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)} className={form.short} />}
          </Line>
        )}
        <Line title="Note" name="note" error={log.error}>
          {(how) => <textarea {...how} rows={2} value={note} onChange={(event) => setNote(event.currentTarget.value)} placeholder="What was said, in a line" />}
        </Line>
      </SmallForm>
    </div>
  );
}
