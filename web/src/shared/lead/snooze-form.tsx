// Putting a lead off: until a day, or until something happens, always with a reason.
import { useState } from "react";
import type { Lead } from "../api/types";
import { now, useNow } from "../now";
import { isoDay, moment } from "../time";
import { useAction } from "./actions";
import { Line, SmallForm } from "./form";
import css from "./form.module.css";
import { Choice } from "./value";

const DAY = 24 * 3_600_000;
const SOON: readonly (readonly [string, number])[] = [
  ["Tomorrow", 1],
  ["In 3 days", 3],
  ["In a week", 7],
  ["In a month", 30],
];

/** What can be waited for without writing a condition. */
const WAITS: readonly (readonly [string, string])[] = [
  ["event.kind == 'mail_replied'", "they reply to a mail"],
  ["event.kind == 'mail_clicked' && !event.machine", "they click in a mail"],
  ["score.engagement >= 40", "their engagement reaches 40"],
];

export function SnoozeForm({ lead, close, done }: { lead: Lead; close: () => void; done?: (() => void) | undefined }) {
  const [until, setUntil] = useState(() => isoDay(now() + DAY));
  const [when, setWhen] = useState("");
  const [own, setOwn] = useState(false);
  const [reason, setReason] = useState("");
  const snooze = useAction(lead, "snooze", {
    said: (next) => `Put off${next.snooze == null ? "" : ` until ${moment(next.snooze.until, now())}`}.`,
    then: done ?? close,
  });
  const send = () => snooze.mutate({ reason: reason.trim(), ...(until !== "" && { until }), ...(when.trim() !== "" && { when: when.trim() }) });
  return (
    <SmallForm title="Put off" send="Put off" pending={snooze.isPending} error={snooze.error} fields={["until", "when", "reason"]} onSend={send} close={close}>
      <div className={css.kinds} role="group" aria-label="Until when">
        {SOON.map(([title, days]) => {
          const day = isoDay(now() + days * DAY);
          return (
            <button key={title} type="button" className={css.kind} aria-pressed={until === day} onClick={() => setUntil(day)}>
              {title}
            </button>
          );
        })}
      </div>
      <Line title={when === "" ? "Until" : "At the latest on"} name="until" error={snooze.error} hint="It comes back when work begins on that day.">
        {(how) => <input {...how} type="date" min={isoDay(now())} required={when === ""} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />}
      </Line>
      <Line title="Or as soon as" name="when" error={snooze.error} hint={own ? "A condition as in the process document." : undefined}>
        {(how) =>
          own ? (
            <input {...how} value={when} onChange={(event) => setWhen(event.currentTarget.value)} placeholder="lead.catalogue_size > 100" />
          ) : (
            <Choice {...how} value={when} choices={[...WAITS, ["own", "a condition of my own…"]]} onChange={(next) => (next === "own" ? (setOwn(true), setWhen("")) : setWhen(next))} empty="nothing else" />
          )
        }
      </Line>
      <Line title="Why" name="reason" error={snooze.error}>
        {(how) => <input {...how} required maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} placeholder="Back from holiday on Monday" data-first />}
      </Line>
    </SmallForm>
  );
}

/** That it is put off, why, and the way back. */
export function Snoozed({ lead }: { lead: Lead }) {
  const at = useNow();
  const wake = useAction(lead, "unsnooze", { said: (next) => `Taken up again.${next.next_step == null ? "" : ` Next: ${next.next_step.title}.`}` });
  if (lead.snooze == null) return null;
  const { until, words, reason } = lead.snooze;
  return (
    <p className={css.snoozed} role="note">
      <span>
        Put off until {words == null ? "" : `${words}, or `}
        {moment(until, at)}: {reason}
      </span>
      <button type="button" className={css.link} onClick={() => wake.mutate({})} disabled={wake.isPending}>
        Take it up again
      </button>
    </p>
  );
}
