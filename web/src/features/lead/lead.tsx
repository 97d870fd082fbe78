// A lead: who (left), what happened (middle), what to do (right).
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Problem } from "@/shared/api/client";
import { eventsQuery, leadQuery } from "@/shared/api/queries";
import { words } from "@/shared/figures";
import { useKeys } from "@/shared/keys";
import { useUndo } from "@/shared/lead/undo";
import { Bone, Empty, Failure, Grade, Tag, useTitle } from "@/shared/ui/bits";
import { useParams } from "@tanstack/react-router";
import { Answers } from "./answers";
import { Clocks } from "./clocks";
import css from "./lead.module.css";
import { Moves } from "./moves";
import { Next } from "./next";
import { NotePanel } from "./note";
import { SnoozeForm } from "@/shared/lead/snooze-form";
import { Score } from "./score";
import { Strip } from "./strip";
import { Timeline } from "./timeline";
import { TouchPanel, type TouchKind } from "./touch";
import { Who } from "./who";
import { PersonPanel } from "@/shared/identity/person-panel";

export type Writing = { what: "touch"; kind: TouchKind } | { what: "note" } | { what: "snooze" } | null;

export function LeadScreen() {
  const { id } = useParams({ strict: false });
  return id === undefined ? null : <LeadPage key={id} id={id} />;
}

function LeadPage({ id }: { id: string }) {
  const { data: lead, error, refetch } = useQuery(leadQuery(id));
  const events = useQuery(eventsQuery(id));
  const [writing, setWriting] = useState<Writing>(null);
  const name = lead?.person.name ?? lead?.person.email ?? lead?.company?.name ?? "Lead";
  useTitle(name);

  const open = lead?.status === "open";
  const undo = useUndo("Lead");
  useKeys(
    open
      ? [
          { keys: "c", does: "Log a call", group: "Lead", run: () => setWriting({ what: "touch", kind: "call" }) },
          { keys: "m", does: "Log a mail", group: "Lead", run: () => setWriting({ what: "touch", kind: "mail" }) },
          { keys: "n", does: "Write a note", group: "Lead", run: () => setWriting({ what: "note" }) },
          undo,
          { keys: "z", does: "Put off", group: "Lead", run: () => setWriting({ what: "snooze" }) },
        ]
      : [{ keys: "n", does: "Write a note", group: "Lead", run: () => setWriting({ what: "note" }) }],
  );

  if (error instanceof Problem && error.status === 404) {
    return (
      <Empty title="There is no such lead">
        <p>
          It may have been merged or erased. <Link to="/leads" search={{}}>All leads</Link>
        </p>
      </Empty>
    );
  }
  if (lead === undefined) {
    return error === null ? (
      <Bones />
    ) : (
      <div className={css.page}>
        <Failure problem={error} retry={() => void refetch()} />
      </div>
    );
  }
  return (
    <div className={css.page}>
      <header className={css.head}>
        <Grade grade={lead.score.grade} />
        <h1>{name}</h1>
        {lead.company?.name != null && lead.company.name !== name && <span className="soft">{lead.company.name}</span>}
        <Tag tone={lead.status === "won" ? "accent" : undefined}>{open ? words(lead.phase) : words(lead.status)}</Tag>
        <span className={`soft ${css.process ?? ""}`}>
          <Link to="/process" search={{ stage: lead.stage }}>
            {lead.stage_title}
          </Link>{" "}
          in version {lead.process.version}
        </span>
      </header>
      {lead.merged_into != null && (
        <p className={css.goesOn}>
          This inquiry goes on in{" "}
          <Link to="/leads/$id" params={{ id: lead.merged_into }} search={{}}>
            another lead of the same person
          </Link>
          . What happened to it until then stands below.
        </p>
      )}
      <div className={css.columns}>
        <div className={css.who}>
          <Who lead={lead} />
          {lead.person.id != null && <PersonPanel person={lead.person.id} lead={lead.id} />}
        </div>
        <div className={css.doing}>
          <Strip lead={lead} />
          <Next lead={lead} writing={writing} write={setWriting} />
          {writing?.what === "touch" && <TouchPanel key={writing.kind} lead={lead} kind={writing.kind} close={() => setWriting(null)} />}
          {writing?.what === "note" && <NotePanel lead={lead} close={() => setWriting(null)} />}
          {writing?.what === "snooze" && <SnoozeForm lead={lead} close={() => setWriting(null)} />}
          {open && <Moves key={`${lead.stage} ${lead.version}`} lead={lead} />}
          <Clocks lead={lead} />
          {lead.merged_into == null && <Answers key={lead.version} lead={lead} />}
          <Score lead={lead} />
        </div>
        <div className={css.happened}>
          <Timeline events={events.data} error={events.error} retry={() => void events.refetch()} />
        </div>
      </div>
    </div>
  );
}

/** Holds the places of the three columns. */
function Bones() {
  return (
    <div className={css.page} aria-busy="true">
      <header className={css.head}>
        <h1>
          <Bone width="16rem" />
        </h1>
      </header>
      <div className={css.columns}>
        <div className={css.who}>
          <Bone height="18rem" />
        </div>
        <div className={css.doing}>
          <Bone height="4rem" />
          <Bone height="9rem" />
          <Bone height="9rem" />
        </div>
        <div className={css.happened}>
          <Bone height="26rem" />
        </div>
      </div>
    </div>
  );
}
