// One change to many leads: what it would do, in words and by the rules; then doing it, with
// progress, a way to stop it, and a way back.
import { Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, got } from "@/shared/api/client";
import { bulkQuery, membersQuery, processQuery } from "@/shared/api/queries";
import type { BulkAnswer, NewBulk } from "@/shared/api/types";
import { count, whole, words } from "@/shared/figures";
import { Line, SmallForm } from "@/shared/lead/form";
import form from "@/shared/lead/form.module.css";
import { Choice, valueOf, ValueInput } from "@/shared/lead/value";
import { now } from "@/shared/now";
import { isoDay } from "@/shared/time";
import { Bone, Failure, Quiet } from "@/shared/ui/bits";
import { Said } from "@/shared/ui/said";
import css from "./leads.module.css";

export type Kind = "reassign" | "move" | "answer" | "snooze";
export type Which = Pick<NewBulk, "ids" | "filter">;
type Change = NewBulk["change"];

const TITLES: Record<Kind, string> = { reassign: "Reassign", move: "Move", answer: "Answer a field", snooze: "Put off" };

interface BarProps {
  said: string;
  /** All of the filter can be selected too. */
  more: string | null;
  selectAll: () => void;
  clear: () => void;
  begin: (kind: Kind) => void;
}

/** What can be done with those that are selected. */
export function BulkBar({ said, more, selectAll, clear, begin }: BarProps) {
  return (
    <div className={css.bulkBar} role="toolbar" aria-label="With the selected leads" data-testid="bulk">
      <b>{said}</b>
      {(Object.keys(TITLES) as Kind[]).map((kind) => (
        <Quiet key={kind} onClick={() => begin(kind)}>
          {TITLES[kind]}…
        </Quiet>
      ))}
      {more !== null && (
        <button type="button" className={form.link} onClick={selectAll}>
          {more}
        </button>
      )}
      <button type="button" className={form.link} onClick={clear}>
        Clear
      </button>
    </div>
  );
}

export function BulkDialog({ kind, which, close, done }: { kind: Kind; which: Which; close: () => void; done: () => void }) {
  const [job, setJob] = useState<string | null>(null);
  return (
    <Modal opened onClose={close} title={TITLES[kind]} size="md" closeButtonProps={{ "aria-label": "Close" }}>
      {job === null ? (
        <Ask
          kind={kind}
          which={which}
          close={close}
          begun={(id) => {
            setJob(id);
            done();
          }}
        />
      ) : (
        <Job id={job} close={close} again={setJob} />
      )}
    </Modal>
  );
}

function Ask({ kind, which, close, begun }: { kind: Kind; which: Which; close: () => void; begun: (job: string) => void }) {
  const [ahead, setAhead] = useState<{ change: Change; answer: BulkAnswer } | null>(null);
  const look = useMutation({
    mutationFn: (change: Change) => got(api.POST("/api/v1/bulk", { body: { ...which, change, dry_run: true } })),
    onSuccess: (answer, change) => setAhead({ change, answer }),
  });
  const go = useMutation({
    mutationFn: (change: Change) => got(api.POST("/api/v1/bulk", { body: { ...which, change } })),
    onSuccess: (answer) => {
      if (answer.job != null) begun(answer.job.id);
    },
  });
  if (ahead === null) return <ChangeForm kind={kind} pending={look.isPending} error={look.error} look={(change) => look.mutate(change)} close={close} />;
  const { answer, change } = ahead;
  return (
    <div className={css.ahead} data-testid="ahead">
      <p>
        <b>{answer.title}</b>
      </p>
      <p role="status">{answer.said}</p>
      {answer.refused.length > 0 && (
        <ul className={css.refused}>
          {answer.refused.map(({ code, why, leads, examples }) => (
            <li key={`${code} ${why}`}>
              <b>{whole(leads)}</b> <Said>{why}</Said>{" "}
              <small className="soft">
                {examples.map(({ id, name }, place) => (
                  <span key={id}>
                    {place > 0 && ", "}
                    <Link to="/leads/$id" params={{ id }} search={{}}>
                      {name}
                    </Link>
                  </span>
                ))}
                {leads > examples.length && " …"}
              </small>
            </li>
          ))}
        </ul>
      )}
      {go.error !== null && <Failure problem={go.error} />}
      <div className={form.buttons}>
        <button type="button" className={form.primary} disabled={(answer.would_change ?? 0) === 0 || go.isPending} onClick={() => go.mutate(change)} data-autofocus>
          Change {count(answer.would_change ?? 0, "lead")}
        </button>
        <button type="button" className={form.button} onClick={() => setAhead(null)}>
          Back
        </button>
      </div>
    </div>
  );
}

interface ChangeProps {
  kind: Kind;
  pending: boolean;
  error: Error | null;
  look: (change: Change) => void;
  close: () => void;
}

function ChangeForm({ kind, pending, error, look, close }: ChangeProps) {
  const { data: members } = useQuery(membersQuery);
  const { data: process } = useQuery(processQuery);
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const [day, setDay] = useState(() => isoDay(now() + 7 * 24 * 3_600_000));
  const [text, setText] = useState("");
  const field = process?.fields.find(({ id }) => id === to);
  const send = () => {
    if (kind === "reassign") look({ reassign: { to, reason: reason.trim() } });
    else if (kind === "move") look({ move: { to, ...(reason.trim() !== "" && { reason: reason.trim() }), ...(text !== "" && { wake_on: text }) } });
    else if (kind === "answer") look({ answer: { [to]: field === undefined ? text : valueOf(field, text) } });
    else look({ snooze: { until: day, reason: reason.trim() } });
  };
  const why = (title: string, hint?: string) => (
    <Line title={title} name="reason" error={error} hint={hint}>
      {(how) => <input {...how} required={kind !== "move"} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />}
    </Line>
  );
  return (
    <SmallForm title={TITLES[kind]} send="Look what would happen" pending={pending} error={error} fields={["to", "reason", "until", "wake_on"]} onSend={send} close={close}>
      {kind === "reassign" && (
        <>
          <Line title="To" name="to" error={error}>
            {(how) => <Choice {...how} value={to} choices={(members?.items ?? []).filter(({ active }) => active).map(({ id, name, open }) => [id, `${name} (${open} open)`] as const)} onChange={setTo} empty="Choose" />}
          </Line>
          {why("Why")}
        </>
      )}
      {kind === "move" && (
        <>
          <Line title="To" name="to" error={error}>
            {(how) => <Choice {...how} value={to} choices={(process?.stages ?? []).filter((stage) => stage.kind !== "gate").map(({ id, title }) => [id, title] as const)} onChange={setTo} empty="Choose" />}
          </Line>
          {why("Reason", "One of the drawn reasons, where the move asks for one: not_now")}
          <Line title="Look again on" name="wake_on" error={error} hint="Where the move asks for it.">
            {(how) => <input {...how} type="date" min={isoDay(now())} value={text} onChange={(event) => setText(event.currentTarget.value)} />}
          </Line>
        </>
      )}
      {kind === "answer" && (
        <>
          <Line title="Field" name="to" error={error}>
            {(how) => <Choice {...how} value={to} choices={(process?.fields ?? []).map(({ id, title }) => [id, words(title)] as const)} onChange={setTo} empty="Choose" />}
          </Line>
          {field !== undefined && (
            <Line title="Value" name={field.id} error={error} hint="Empty takes the answer away.">
              {(how) => <ValueInput field={field} text={text} onChange={setText} how={how} />}
            </Line>
          )}
        </>
      )}
      {kind === "snooze" && (
        <>
          <Line title="Until" name="until" error={error}>
            {(how) => <input {...how} type="date" required min={isoDay(now())} value={day} onChange={(event) => setDay(event.currentTarget.value)} />}
          </Line>
          {why("Why")}
        </>
      )}
    </SmallForm>
  );
}

/** How far it is; what was refused; the way back. */
function Job({ id, close, again }: { id: string; close: () => void; again: (id: string) => void }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(bulkQuery(id));
  const renew = () => {
    for (const key of ["leads", "today", "board", "overview", "counts"]) void queries.invalidateQueries({ queryKey: [key] });
  };
  const cancel = useMutation({ mutationFn: () => got(api.POST("/api/v1/bulk/{id}/cancel", { params: { path: { id } } })), onSettled: () => void refetch() });
  const undo = useMutation({
    mutationFn: () => got(api.POST("/api/v1/bulk/{id}/undo", { params: { path: { id } } })),
    onSuccess: (answer) => {
      if (answer.job != null) again(answer.job.id);
    },
  });
  if (error !== null) return <Failure problem={error} retry={() => void refetch()} />;
  if (data === undefined) return <Bone height="5rem" />;
  const { job, refused } = data;
  const over = job.state !== "running";
  const finish = () => {
    renew();
    close();
  };
  return (
    <div className={css.ahead} data-testid="job" data-state={job.state}>
      <p>
        <b>{job.title}</b>
      </p>
      <progress max={Math.max(job.leads, 1)} value={job.changed + job.refused} aria-label="Progress" className={css.progress} />
      <p role="status">
        {whole(job.changed)} of {count(job.leads, "lead")} changed
        {job.refused > 0 && `, ${whole(job.refused)} not`}
        {job.state === "cancelled" && `, ${whole(job.waiting)} left as they are: cancelled`}.
      </p>
      {refused.length > 0 && (
        <ul className={css.refused}>
          {refused.slice(0, 50).map(({ id: lead, name, why }) => (
            <li key={lead}>
              <Link to="/leads/$id" params={{ id: lead }} search={{}}>
                {name === "" ? "Without a name" : name}
              </Link>{" "}
              <small className="soft">
                <Said>{why}</Said>
              </small>
            </li>
          ))}
          {job.refused > 50 && <li className="soft">and {whole(job.refused - 50)} more</li>}
        </ul>
      )}
      {undo.error !== null && <Failure problem={undo.error} />}
      <div className={form.buttons}>
        {over ? (
          <button type="button" className={form.primary} onClick={finish} data-autofocus>
            Done
          </button>
        ) : (
          <button type="button" className={form.button} onClick={() => cancel.mutate()} disabled={cancel.isPending}>
            Cancel
          </button>
        )}
        {over && job.changed > 0 && job.undoes == null && job.undone_by == null && (
          <button type="button" className={form.button} onClick={() => undo.mutate()} disabled={undo.isPending}>
            Take it back
          </button>
        )}
        {!over && <small className="soft">It goes on when you close this.</small>}
      </div>
    </div>
  );
}
