// One way in: how it is connected, what it asks for or how it reads, how it fares.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Problem } from "@/shared/api/client";
import { processQuery } from "@/shared/api/queries";
import { capital } from "@/shared/figures";
import { Bone, Empty, Failure, Quiet, Tag, useTitle } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import { Said } from "@/shared/ui/said";
import { say } from "@/shared/ui/toast";
import { changeWay, endWay, useDo, waysQuery, type Definition, type Target, type WayIn } from "./api";
import css from "./capture.module.css";
import { Connect } from "./connect";
import { FormBuilder } from "./form-builder";
import { kindTitle } from "./kinds";
import { Mapper } from "./mapper";

export function WayScreen() {
  const { id } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(waysQuery);
  const way = data?.items.find((own) => own.id === id);
  useTitle(way?.title ?? "Way in");
  return (
    <div className={css.page}>
      <p className={css.back}>
        <Link to="/capture" search={{}}>Capture</Link> <Icon name="right" size={12} />
      </p>
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      {data === undefined ? error === null && <Bone height="14rem" /> : way === undefined ? <Empty title="There is no such way in"><p>It may have been ended.</p></Empty> : <Way key={way.id} way={way} targets={data.targets} />}
    </div>
  );
}

interface Draft {
  title: string;
  channel: string;
  campaign: string;
  enabled: boolean;
  definition: Definition;
}

const draftOf = ({ title, channel, campaign, enabled, definition }: WayIn): Draft => ({ title, channel, campaign: campaign ?? "", enabled, definition });

function Way({ way, targets }: { way: WayIn; targets: readonly Target[] }) {
  const { data: process } = useQuery(processQuery);
  const navigate = useNavigate();
  const [base, setBase] = useState(way);
  const [draft, setDraft] = useState(() => draftOf(way));
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(base));
  const set = (patch: Partial<Draft>) => setDraft({ ...draft, ...patch });
  const keep = useDo(
    () => changeWay(way.id, { ...draft, if_version: base.version }),
    (done) => {
      setBase(done);
      setDraft(draftOf(done));
      say("Kept.");
    },
  );
  const end = useDo(
    () => endWay(way.id),
    () => {
      say(`${way.title} is ended. What came by it stays.`);
      void navigate({ to: "/capture", search: {} });
    },
  );
  const [ending, setEnding] = useState(false);
  const newer = way.version > base.version;
  return (
    <>
      <header className={css.head}>
        <div>
          <h1>{base.title}</h1>
          <p className="soft">
            {kindTitle(way.kind)} {!base.enabled && <Tag>off</Tag>}
            {way.health.open > 0 && (
              <>
                {" · "}
                <Link to="/capture" search={{ view: "inbox", way_in: way.id }}>{way.health.open} to sort out</Link>
              </>
            )}
          </p>
        </div>
        <div className={css.buttons}>
          <button type="button" className={css.primary} disabled={!changed || keep.isPending} onClick={() => keep.mutate(null)}>
            Keep changes
          </button>
          {changed && <Quiet onClick={() => setDraft(draftOf(base))}>Undo</Quiet>}
        </div>
      </header>
      {newer && !changed && <NewerNote take={() => { setBase(way); setDraft(draftOf(way)); }} />}
      {keep.error !== null && (
        <p className={css.error} role="alert">
          <Said>{keep.error.message}</Said> {keep.error instanceof Problem && keep.error.pointer !== null && <code>{keep.error.pointer.replace("/definition/", "")}</code>}
        </p>
      )}
      {way.health.findings.map((text) => (
        <p key={text} className={css.finding}>
          <Icon name="alert" size={14} /> <Said>{text}</Said>
        </p>
      ))}
      <section className={css.panel}>
        <div className={css.three}>
          <label className={css.line}>
            <span>Title</span>
            <input value={draft.title} maxLength={200} onChange={(event) => set({ title: event.currentTarget.value })} />
          </label>
          <label className={css.line}>
            <span>Channel</span>
            <select value={draft.channel} onChange={(event) => set({ channel: event.currentTarget.value })}>
              {process?.channels.some(({ id }) => id === draft.channel) !== true && <option value={draft.channel}>{draft.channel}</option>}
              {process?.channels.map(({ id, title }) => (
                <option key={id} value={id}>{capital(title)}</option>
              ))}
            </select>
          </label>
          <label className={css.line}>
            <span>Campaign, where none is named</span>
            <input value={draft.campaign} maxLength={200} onChange={(event) => set({ campaign: event.currentTarget.value })} />
          </label>
        </div>
        <label className={css.check}>
          <input type="checkbox" checked={draft.enabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} /> On: leads come in by it
        </label>
      </section>
      {way.kind === "form" ? (
        <FormBuilder title={draft.title} definition={draft.definition} change={(definition) => set({ definition })} targets={targets} channels={process?.channels ?? []} />
      ) : (
        <Mapper way={way} definition={draft.definition} change={(definition) => set({ definition })} targets={targets} />
      )}
      <Connect way={way} />
      <section className={css.end}>
        {ending ? (
          <>
            <span>Nothing comes in by it any more, and its address is gone for good.</span>
            <button type="button" className={css.danger} disabled={end.isPending} onClick={() => end.mutate(null)}>End it</button>
            <Quiet onClick={() => setEnding(false)}>Cancel</Quiet>
          </>
        ) : (
          <Quiet onClick={() => setEnding(true)}>End this way in</Quiet>
        )}
      </section>
    </>
  );
}

function NewerNote({ take }: { take: () => void }) {
  return (
    <p className={css.finding} role="status">
      Somebody changed this meanwhile. <Quiet onClick={take}>Show it as it is now</Quiet>
    </p>
  );
}
