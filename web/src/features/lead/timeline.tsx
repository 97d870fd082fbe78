// What happened, newest first, one line an event. Behind each line stands why: which
// rule, of which version, at which place of the process.
import { useState } from "react";
import type { LeadEvent } from "@/shared/api/types";
import { useNow } from "@/shared/now";
import { clock, day, full, isoDay, moment } from "@/shared/time";
import { Bone, Failure, Panel, Zone } from "@/shared/ui/bits";
import { Said } from "@/shared/ui/said";
import { Icon } from "@/shared/ui/icons";
import { actorOf, dueOf, kindOf, KINDS, noteOf, type Kind } from "./kinds";
import css from "./lead.module.css";

interface TimelineProps {
  events: readonly LeadEvent[] | undefined;
  error: Error | null;
  retry: () => void;
}

export function Timeline({ events, error, retry }: TimelineProps) {
  const [only, setOnly] = useState<Kind | null>(null);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const now = useNow();
  const known = new Set(events?.map((event) => kindOf(event).kind));
  const shown = (events ?? []).filter((event) => only === null || kindOf(event).kind === only).toReversed();
  const toggle = (seq: number) => {
    const next = new Set(opened);
    if (!next.delete(seq)) next.add(seq);
    setOpened(next);
  };

  return (
    <Panel title="What happened" id="timeline" aside={<Zone />}>
      <div className={css.filter} role="group" aria-label="Show">
        <button type="button" aria-pressed={only === null} onClick={() => setOnly(null)}>
          All
        </button>
        {KINDS.filter(({ kind }) => known.has(kind)).map(({ kind, title }) => (
          <button key={kind} type="button" aria-pressed={only === kind} onClick={() => setOnly(only === kind ? null : kind)}>
            {title}
          </button>
        ))}
      </div>
      {error !== null && <Failure problem={error} retry={retry} />}
      {events === undefined && error === null && (
        <div style={{ display: "grid", gap: "0.7rem" }}>
          {[0, 1, 2, 3, 4, 5, 6, 7].map((place) => (
            <Bone key={place} height="1.3rem" />
          ))}
        </div>
      )}
      <ol className={css.timeline}>
        {shown.map((event, place) => {
          const { icon } = kindOf(event);
          const before = shown[place - 1];
          const newDay = before === undefined || isoDay(before.at) !== isoDay(event.at);
          const open = opened.has(event.seq);
          const note = noteOf(event);
          const due = dueOf(event);
          return (
            <li key={event.seq} data-type={event.type} data-seq={event.seq}>
              {newDay && <p className={css.day}>{day(event.at, now)}</p>}
              <div className={css.event} data-tone={event.type === "clock.broken" ? "red" : event.type === "clock.warned" ? "amber" : event.by.kind === "member" || event.by.kind === "buyer" ? "person" : undefined}>
                <time dateTime={event.at} title={full(event.at)}>
                  {clock(event.at)}
                </time>
                <Icon name={icon} />
                <div className={css.eventText}>
                  <span>
                    <Said>{event.text}</Said>
                    {due !== null && `, until ${moment(due, now)}`}
                  </span>{" "}
                  <small className="soft">{actorOf(event)}</small>
                  {note !== null && <blockquote className={css.noted}>{note}</blockquote>}
                  {open && <Why event={event} />}
                </div>
                {event.because.length > 0 && (
                  <button type="button" className={css.why} aria-expanded={open} onClick={() => toggle(event.seq)} aria-label={`Why: ${event.text}`}>
                    why
                  </button>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function Why({ event }: { event: LeadEvent }) {
  return (
    <ul className={css.reasons}>
      {event.because.map(({ text, rule, place }) => (
        <li key={`${rule ?? ""} ${text}`}>
          <Said>{text}</Said>
          <small className="soft">
            {rule != null && <> rule {rule}</>}, version {event.process_version}
            {place != null && <>, line {place.line} of the agreed text</>}
          </small>
        </li>
      ))}
    </ul>
  );
}
