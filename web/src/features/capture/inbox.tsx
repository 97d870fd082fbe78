// The intake inbox: what didn't become a lead, why, and what to do about it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { count, words } from "@/shared/figures";
import { useFilter } from "@/shared/filter";
import { Ago, Bone, Due, Empty, Failure, Quiet, Tag } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import { Said } from "@/shared/ui/said";
import { say } from "@/shared/ui/toast";
import { dismissEntry, entryQuery, inboxQuery, replayAll, replayEntry, useDo, type Entry, type WayIn, type Which } from "./api";
import css from "./capture.module.css";
import { REASON_FILTERS, reasonTitle } from "./kinds";

const STATES: readonly (readonly [string, string])[] = [
  ["open", "To sort out"],
  ["waiting", "Waiting"],
  ["noted", "Only noted"],
  ["dismissed", "Put aside"],
  ["replayed", "Let in"],
  ["taken", "Became leads"],
];

export function Inbox({ ways }: { ways: readonly WayIn[] }) {
  const [filter, change] = useFilter();
  const which: Which = { state: filter["state"] ?? "open", reason: filter["reason"], way_in: filter["way_in"] };
  const [pages, setPages] = useState<readonly string[]>([]);
  const cursor = pages.at(-1) ?? null;
  const { data, error, refetch } = useQuery(inboxQuery(which, cursor));
  const narrow = (patch: Record<string, string | null>) => {
    setPages([]);
    change({ ...patch, entry: null });
  };
  return (
    <div className={css.inbox}>
      <div className={css.filters}>
        <div className={css.states} role="group" aria-label="State">
          {STATES.map(([state, title]) => (
            <button key={state} type="button" aria-pressed={which.state === state} onClick={() => narrow({ state: state === "open" ? null : state })}>
              {title} <small>{data?.states[state] ?? ""}</small>
            </button>
          ))}
        </div>
        <label>
          <span className="seen-by-readers">Reason</span>
          <select value={which.reason ?? ""} onChange={(event) => narrow({ reason: event.currentTarget.value })}>
            <option value="">any reason</option>
            {REASON_FILTERS.map(([reason, title]) => (
              <option key={reason} value={reason}>{title}</option>
            ))}
          </select>
        </label>
        <label>
          <span className="seen-by-readers">Way in</span>
          <select value={which.way_in ?? ""} onChange={(event) => narrow({ way_in: event.currentTarget.value })}>
            <option value="">any way in</option>
            {ways.map(({ id, title }) => (
              <option key={id} value={id}>{title}</option>
            ))}
          </select>
        </label>
        {which.state === "open" && data !== undefined && data.total > 0 && <All which={which} total={data.total} />}
      </div>
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <Bone height="10rem" />
      ) : data.items.length === 0 ? (
        <Nothing state={which.state} narrowed={which.reason !== undefined || which.way_in !== undefined} />
      ) : (
        <>
          <ul className={css.entries}>
            {data.items.map((entry) => (
              <Line key={entry.id} entry={entry} opened={filter["entry"] === entry.id} open={(opened) => change({ entry: opened ? entry.id : null }, { replace: true })} />
            ))}
          </ul>
          <div className={css.buttons}>
            {pages.length > 0 && <Quiet onClick={() => setPages(pages.slice(0, -1))}>Newer</Quiet>}
            {data.next_cursor != null && <Quiet onClick={() => setPages([...pages, data.next_cursor ?? ""])}>Older</Quiet>}
          </div>
        </>
      )}
    </div>
  );
}

function Nothing({ state, narrowed }: { state: string; narrowed: boolean }) {
  if (narrowed) return <Empty title="Nothing of that kind"><p>Choose another reason or way in.</p></Empty>;
  if (state !== "open") return <Empty title="Nothing here" />;
  return (
    <Empty title="Nothing needs you">
      <p>What comes by a way in and can&rsquo;t become a lead waits here: a value that was refused, a message that looks like spam, data that can&rsquo;t be fetched. Each says why, and can be let in once the way in is mended.</p>
    </Empty>
  );
}

function Line({ entry, opened, open }: { entry: Entry; opened: boolean; open: (opened: boolean) => void }) {
  const [aside, setAside] = useState(false);
  const replay = useDo(replayEntry, (done) => say(done.outcome === "lead" ? "It is a lead now." : (done.detail ?? "It waits."), done.outcome === "lead" ? "done" : "failed"));
  const suspected = entry.reason?.startsWith("suspected") === true;
  return (
    <li className={css.entry}>
      <div className={css.entryHead}>
        <button type="button" className={css.entryTitle} aria-expanded={opened} onClick={() => open(!opened)}>
          <Icon name={opened ? "down" : "right"} />
          <Tag tone={entry.overdue ? "red" : suspected ? "amber" : undefined}>{entry.reason == null ? words(entry.state) : reasonTitle(entry.reason)}</Tag>
          <span className="cut">{entry.way_title}</span>
          {entry.times > 1 && <small className="soft">{entry.times} times</small>}
        </button>
        <small className="soft nowrap"><Ago at={entry.last_at} /></small>
      </div>
      {entry.detail != null && <p><Said>{entry.detail}</Said></p>}
      {entry.preview !== "" && <p className={css.preview}><code>{inOneLine(entry.preview)}</code></p>}
      <div className={css.entryFoot}>
        <small className="soft">
          {entry.state === "open" && entry.due_at != null && <>For {words(entry.role ?? "")}: <Due at={entry.due_at} /></>}
          {entry.state === "waiting" && entry.try_at != null && <>Tried {count(entry.tries, "time", "times")} so far</>}
          {entry.settled_by != null && <>By {entry.settled_by}{entry.note != null && <>: {entry.note}</>}</>}
        </small>
        <div className={css.buttons}>
          {entry.lead != null && <Link to="/leads/$id" params={{ id: entry.lead }} search={{}}>Open the lead</Link>}
          {entry.can_replay && (
            <Quiet onClick={() => replay.mutate(entry.id)} disabled={replay.isPending}>
              <Icon name="captured" /> {suspected ? "Let it in" : entry.state === "waiting" ? "Try now" : "Try again"}
            </Quiet>
          )}
          {entry.state === "open" && (
            <Quiet onClick={() => setAside(!aside)} pressed={aside}>
              Put aside
            </Quiet>
          )}
        </div>
      </div>
      {aside && <Aside id={entry.id} close={() => setAside(false)} suspected={suspected} />}
      {opened && <Whole id={entry.id} />}
    </li>
  );
}

function Aside({ id, suspected, close }: { id: string; suspected: boolean; close: () => void }) {
  const [reason, setReason] = useState(suspected ? "Spam" : "");
  const dismiss = useDo((why: string) => dismissEntry(id, why), () => {
    say("Put aside. It can be taken back for thirty days.");
    close();
  });
  return (
    <form
      className={css.aside}
      onSubmit={(event) => {
        event.preventDefault();
        dismiss.mutate(reason);
      }}
    >
      <label className={css.line}>
        <span>Why</span>
        <input autoFocus value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
      </label>
      {dismiss.error !== null && <p className={css.error} role="alert">{dismiss.error.message}</p>}
      <div className={css.buttons}>
        <button type="submit" className={css.primary} disabled={dismiss.isPending || reason.trim() === ""}>Put aside</button>
        <Quiet onClick={close}>Cancel</Quiet>
      </div>
    </form>
  );
}

function Whole({ id }: { id: string }) {
  const { data, error } = useQuery(entryQuery(id));
  if (error !== null) return <Failure problem={error} />;
  if (data === undefined) return <Bone height="6rem" />;
  const headers = Object.entries(data.headers).filter(([, value]) => value !== "" && value !== false);
  return (
    <div className={css.whole}>
      {data.raw === "" ? <p className="soft">What came is kept with the lead.</p> : <pre tabIndex={0} aria-label="What came"><code>{pretty(data.raw)}</code></pre>}
      {data.fetched != null && <pre tabIndex={0} aria-label="What was fetched"><code>{pretty(data.fetched)}</code></pre>}
      <small className="soft">
        {data.bytes} bytes{headers.map(([name, value]) => <span key={name}> · {words(name)} {String(value)}</span>)}
      </small>
    </div>
  );
}

/** What a browser sent for a form, by name; none where it is something else. */
function filledIn(text: string): string[] | null {
  if (!/^[^\s{<]+=/.test(text)) return null;
  return [...new URLSearchParams(text)].filter(([name, value]) => value !== "" && name !== "_token").map(([name, value]) => `${name}: ${value}`);
}

const inOneLine = (text: string): string => filledIn(text)?.join(" · ") ?? text;

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return filledIn(text)?.join("\n") ?? text;
  }
}

/** Lets all of the filter in, piece by piece; it can be stopped, and goes on where it ended. */
function All({ which, total }: { which: Which; total: number }) {
  const [progress, setProgress] = useState<{ tried: number; leads: number } | null>(null);
  const stop = useRef<AbortController | null>(null);
  const run = useDo(async () => {
    const own = new AbortController();
    stop.current = own;
    let cursor: string | null = null;
    let tried = 0;
    let leads = 0;
    do {
      setProgress({ tried, leads });
      const done = await replayAll(which, cursor);
      tried += done.items.length;
      leads += done.items.filter(({ outcome }) => outcome === "lead").length;
      cursor = done.next_cursor ?? null;
      if (own.signal.aborted) break;
    } while (cursor !== null);
    setProgress(null);
    return { tried, leads };
  }, ({ tried, leads }) => say(`${leads} of ${tried} are leads now.`, leads === tried ? "done" : "failed"));
  if (progress !== null && run.isPending) {
    return (
      <span className={css.progress} role="status">
        <progress max={total} value={progress.tried} aria-label="Let in" /> {progress.tried} of {total}
        <Quiet onClick={() => stop.current?.abort()}>Stop</Quiet>
      </span>
    );
  }
  return (
    <Quiet onClick={() => run.mutate(null)}>
      <Icon name="captured" /> Try all {total} again
    </Quiet>
  );
}
