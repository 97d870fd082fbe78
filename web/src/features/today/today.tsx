// Today: one list of what to do, in the order in which to do it, and why. Beside it the lead
// one works on; when its outcome is logged, the next one opens by itself.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { isNoProcess, membersQuery, meQuery, processQuery, todayQuery } from "@/shared/api/queries";
import type { Today, TodayItem } from "@/shared/api/types";
import { useFilter } from "@/shared/filter";
import { useKeys } from "@/shared/keys";
import { useUndo } from "@/shared/lead/undo";
import { NoProcess } from "@/shared/ui/begin";
import { Bone, Empty, Failure, useTitle, Zone } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import { say } from "@/shared/ui/toast";
import { counted, dayOf, GROUPS, linesOf, listed, nextAfter, people, stepped } from "./day";
import { DayLine } from "./line";
import { WorkPanel, type Doing } from "./panel";
import css from "./today.module.css";

export function TodayScreen() {
  useTitle("Today");
  const [filter, change] = useFilter();
  const { lead: open, owner, role } = filter;
  const walking = filter["walk"] === "yes";
  const navigate = useNavigate();
  const queries = useQueryClient();
  const asked = todayQuery(dayOf(filter));
  const { data, error, refetch, isPlaceholderData } = useQuery(asked);
  const { data: me } = useQuery(meQuery);
  const { data: members } = useQuery(membersQuery);
  const { data: process, error: noProcess } = useQuery(processQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const [doing, setDoing] = useState<Doing>("look");
  const done = useRef(new Set<string>());
  const list = useRef<HTMLDivElement>(null);

  const ids = useMemo(() => GROUPS.flatMap(({ group }) => linesOf(data, group).map(({ id }) => id)), [data]);
  const at = open ?? chosen;
  const item = data?.items.find(({ id }) => id === at);

  const show = (id: string | null, what: Doing, walk = walking) => {
    setDoing(what);
    if (id !== null) setChosen(id);
    change({ lead: id, walk: id !== null && walk ? "yes" : null }, { replace: true });
  };
  const close = () => show(null, "look");
  const begin = () => {
    if (data === undefined) return;
    done.current.clear();
    const first = nextAfter(data, done.current);
    if (first === null) say("Nothing is left to do today.");
    else show(first, "touch", true);
  };
  /** What was worked on is behind; in a round the next one opens. */
  const goOn = async (id: string) => {
    done.current.add(id);
    if (!walking) {
      close();
      setChosen(stepped(ids, id, 1));
      return;
    }
    const fresh = await queries.query({ ...asked, staleTime: 0 });
    const next = nextAfter(fresh, done.current);
    show(next, "touch");
    if (next === null) say("That was the last one for today.");
  };
  const step = (by: number) => {
    const next = stepped(ids, at, by);
    setChosen(next);
    if (open !== undefined) change({ lead: next }, { replace: true });
    list.current?.querySelector(`[data-lead="${next ?? ""}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const on = (what: Doing) => () => {
    const id = at ?? ids[0];
    if (id !== undefined) show(id, what);
  };

  const undo = useUndo("Today");
  useKeys([
    { keys: "j", does: "Next lead", group: "Today", run: () => step(1) },
    { keys: "k", does: "Previous lead", group: "Today", run: () => step(-1) },
    { keys: "Enter", does: "Open the lead", group: "Today", run: () => at !== null && void navigate({ to: "/leads/$id", params: { id: at }, search: {} }) },
    { keys: "c", does: "Log a call", group: "Today", run: on("touch") },
    { keys: "m", does: "Log a mail", group: "Today", run: on("mail") },
    { keys: "n", does: "Write a note", group: "Today", run: on("note") },
    { keys: "z", does: "Put off", group: "Today", run: on("snooze") },
    { keys: "s", does: walking ? "Skip to the next one" : "Start the round", group: "Today", run: () => (walking && open !== undefined ? void goOn(open) : begin()) },
    undo,
    { keys: "Escape", does: "Close the lead", group: "Today", run: close },
  ]);

  const value = role !== undefined ? `role ${role}` : owner === undefined || owner === "me" ? "me" : `owner ${owner}`;
  const choose = (next: string) => {
    const [kind, id] = next.split(" ");
    // Another day is another round.
    done.current.clear();
    setChosen(null);
    change({ owner: kind === "owner" ? id : null, role: kind === "role" ? id : null, lead: null, walk: null });
  };

  return (
    <div className={css.page} data-open={open !== undefined}>
      <header className={css.head}>
        <h1>Today</h1>
        <p className={css.counts} role="status">
          {data === undefined ? (
            <Bone width="16rem" />
          ) : (
            counted(data.counts).map(({ group, text }) => (
              <a key={group} href={`#${group}`} onClick={(event) => { event.preventDefault(); document.getElementById(group)?.scrollIntoView({ block: "start" }); }} data-group={group}>
                {text}
              </a>
            ))
          )}
        </p>
        <Zone />
        <label className={css.whose}>
          <span className="seen-by-readers">Whose day</span>
          <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
            {people(members?.items ?? [], process, me?.member.id ?? "").map((other) => (
              <option key={other.value} value={other.value}>
                {other.title}
              </option>
            ))}
            {members === undefined && value !== "me" && <option value={value}>{data?.of.name ?? "…"}</option>}
          </select>
        </label>
        <button type="button" className={css.start} onClick={begin} disabled={data === undefined || nextAfter(data, new Set()) === null} data-testid="start">
          <Icon name="play" /> Start <kbd>s</kbd>
        </button>
      </header>
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      <div className={css.halves}>
        <div className={css.list} ref={list} data-stale={isPlaceholderData}>
          {data === undefined && error === null && <Waiting />}
          {data !== undefined && data.items.length === 0 && (isNoProcess(noProcess) ? <NoProcess /> : <Nothing day={data} />)}
          {data !== undefined && data.items.length > 0 && (
            <>
              {GROUPS.map(({ group, title, none }) => (
                <Group key={group} id={group} title={title} none={none} items={linesOf(data, group)} many={data.of.kind === "role"} at={at} act={(id) => show(id, "touch")} look={(id) => show(id, "look")} />
              ))}
              {data.more && <p className={css.more}>These are the {data.items.length} that are due first. <Link to="/leads" search={{ status: "open", ...(role === undefined ? { owner: owner ?? "me" } : { role }) }}>All of them</Link></p>}
            </>
          )}
          {data?.fits != null && <Fits fits={data.fits} name={value === "me" ? "you" : data.of.name} />}
        </div>
        {open !== undefined && (
          <WorkPanel key={open} id={open} item={item} doing={doing} setDoing={setDoing} walking={walking} close={close} done={() => void goOn(open)} />
        )}
      </div>
    </div>
  );
}

interface GroupProps {
  id: string;
  title: string;
  none: string;
  items: readonly TodayItem[];
  many: boolean;
  at: string | null;
  act: (id: string) => void;
  look: (id: string) => void;
}

function Group({ id, title, none, items, many, at, act, look }: GroupProps) {
  if (items.length === 0 && none === "") return null;
  return (
    <section aria-labelledby={`${id}-title`} id={id} className={css.group}>
      <h2 id={`${id}-title`}>
        {title} <small className="soft">{items.length}</small>
      </h2>
      {items.length === 0 && <p className="soft">{none}</p>}
      <ul>
        {items.map((item) => (
          <DayLine key={item.id} item={item} many={many} chosen={item.id === at} act={act} look={look} />
        ))}
      </ul>
    </section>
  );
}

function Waiting() {
  return (
    <div aria-busy="true">
      {Array.from({ length: 8 }, (_, place) => (
        <p key={place} className={css.waiting}>
          <Bone height="2.6rem" />
        </p>
      ))}
    </div>
  );
}

function Nothing({ day }: { day: Today }) {
  return (
    <Empty title={day.of.kind === "role" ? `No open lead is with ${day.of.name}` : `${day.of.name} owns no open lead`}>
      <p>Leads come here by the routing of the process, ordered by deadline and worth, each with the reason why it stands where it stands. Choose somebody else above, or look at <Link to="/leads" search={{ status: "open" }}>all open leads</Link>.</p>
    </Empty>
  );
}

/** What one more lead would break. */
function Fits({ fits, name }: { fits: NonNullable<Today["fits"]>; name: string }) {
  const { already, others, itself, grade, minutes, measured } = fits;
  const names = (leads: readonly { id: string; name: string }[]) => (
    <>
      {leads.slice(0, 5).map(({ id, name: called }, place) => (
        <span key={id}>
          {place > 0 && ", "}
          <Link to="/leads/$id" params={{ id }} search={{}}>
            {called}
          </Link>
        </span>
      ))}
      {leads.length > 5 && ` and ${leads.length - 5} more`}
    </>
  );
  const promises = (n: number) => `${n} ${n === 1 ? "promise" : "promises"}`;
  return (
    <aside className={css.fits} data-testid="fits" title={`Names: ${listed(others.map(({ name: called }) => called))}`}>
      {already.length > 0 && (
        <p data-tone="amber">
          As it is, {promises(already.length)} can&rsquo;t be kept in the working time that is left ({names(already)}).
        </p>
      )}
      <p>
        If {name} {name === "you" ? "take" : "takes"} one more{grade == null ? "" : ` ${grade}`} lead now:{" "}
        {others.length === 0 && !itself && <>every other promise still holds.</>}
        {others.length > 0 && (
          <>
            {promises(others.length)} more will break ({names(others)}){itself ? ", " : "."}
          </>
        )}
        {itself && <>{others.length > 0 ? "and " : ""}it can&rsquo;t be answered in time itself.</>}
      </p>
      <small className="soft">
        A step is taken to last {minutes} min, {measured ? "the median of what was logged" : "a guess until enough is logged"}; in the order of deadlines, in working time.
      </small>
    </aside>
  );
}
