// Capture: all ways in with how they fare, and the inbox of what needs somebody.
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { processQuery } from "@/shared/api/queries";
import { capital, count } from "@/shared/figures";
import { useFilter } from "@/shared/filter";
import { Ago, Bone, Empty, Failure, Go, Quiet, Tag, useTitle } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import { Said } from "@/shared/ui/said";
import { makeWay, useDo, waysQuery, type WayIn } from "./api";
import css from "./capture.module.css";
import { Inbox } from "./inbox";
import { beginning, KINDS, kindTitle } from "./kinds";

export function CaptureScreen() {
  useTitle("Capture");
  const [{ view }, change] = useFilter();
  const { data, error, refetch } = useQuery(waysQuery);
  const [making, setMaking] = useState(false);
  const open = data?.items.reduce((sum, way) => sum + way.health.open, 0) ?? 0;
  const inInbox = view === "inbox";
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div>
          <h1>Capture</h1>
          <p className="soft">Every way in, and what came by it that needs somebody. Nothing that was received is ever lost.</p>
        </div>
        {!inInbox && !making && (
          <button type="button" className={css.primary} onClick={() => setMaking(true)}>
            <Icon name="plus" /> New way in
          </button>
        )}
      </header>
      <div className={css.tabs} role="group" aria-label="What to look at">
        <button type="button" aria-pressed={!inInbox} onClick={() => change({ view: null, state: null, reason: null, way_in: null, entry: null })}>
          Ways in
        </button>
        <button type="button" aria-pressed={inInbox} onClick={() => change({ view: "inbox" })}>
          Intake inbox {open > 0 && <span className={css.badge}>{open}</span>}
        </button>
      </div>
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      {inInbox ? (
        <Inbox ways={data?.items ?? []} />
      ) : (
        <>
          {making && <NewWay close={() => setMaking(false)} />}
          {data === undefined ? error === null && <Bone height="12rem" /> : data.items.length === 0 && !making ? <First make={() => setMaking(true)} /> : <Ways ways={data.items} />}
        </>
      )}
    </div>
  );
}

/** Nobody has set anything up: what this screen will show, and the one thing to do. */
function First({ make }: { make: () => void }) {
  return (
    <Empty title="No way in yet">
      <p>A way in is a form on your site, or an address that an advertising network or another system sends leads to. Here you will see of each when the last lead came, how many failed, and why.</p>
      <ul className={css.kinds}>
        {KINDS.map(({ kind, title, about }) => (
          <li key={kind}>
            <b>{title}</b> <span>{about}</span>
          </li>
        ))}
      </ul>
      <button type="button" className={css.primary} onClick={make}>
        <Icon name="plus" /> Make the first
      </button>
    </Empty>
  );
}

function Ways({ ways }: { ways: readonly WayIn[] }) {
  return (
    <div className={css.scroll}>
      <table className={css.ways}>
        <thead>
          <tr>
            <th scope="col">Way in</th>
            <th scope="col">Last lead</th>
            <th scope="col" className="n" title="Became a lead, or joined one">In, 7 days</th>
            <th scope="col" className="n">24 h</th>
            <th scope="col" className="n">Failed</th>
            <th scope="col" className="n">Suspected</th>
            <th scope="col" className="n">Again</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {ways.map((way) => (
            <Way key={way.id} way={way} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Way({ way }: { way: WayIn }) {
  const { health } = way;
  const inbox = (reason: string) => `/capture?view=inbox&way_in=${way.id}&state=all&reason=${reason}`;
  return (
    <tr data-off={!way.enabled}>
      <th scope="row" data-name="Way in">
        <Go href={`/capture/${way.id}`} className={css.wayTitle}>{way.title}</Go>
        <small className="soft">{kindTitle(way.kind)} · {capital(way.channel.replace(/_/g, " "))}</small>
        {health.findings.map((text) => (
          <small key={text} className={css.finding}>
            <Icon name="alert" size={13} /> <Said>{text}</Said>
          </small>
        ))}
      </th>
      <td data-name="Last lead">{health.last_lead_at == null ? <span className="soft">none yet</span> : <Ago at={health.last_lead_at} />}</td>
      <td className="n" data-name="In, 7 days">{health.week.accepted}</td>
      <td className="n" data-name="24 h">{health.day.accepted}</td>
      <td className="n" data-name="Failed">{health.week.failed > 0 ? <Go href={`/capture?view=inbox&way_in=${way.id}&state=all`}>{health.week.failed}</Go> : 0}</td>
      <td className="n" data-name="Suspected">{health.week.suspected > 0 ? <Go href={inbox("suspected")}>{health.week.suspected}</Go> : 0}</td>
      <td className="n" data-name="Again">{health.week.duplicate > 0 ? <Go href={inbox("duplicate")}>{health.week.duplicate}</Go> : 0}</td>
      <td className={css.nowCell} data-name="Now">
        <div className={css.now}>
        {!way.enabled && <Tag>off</Tag>}
        {health.open > 0 && (
          <Go href={`/capture?view=inbox&way_in=${way.id}`}>
            <Tag tone={health.overdue > 0 ? "red" : "accent"}>{health.overdue > 0 ? `${health.overdue} overdue` : `${health.open} to sort out`}</Tag>
          </Go>
        )}
        {health.waiting > 0 && <Tag>{count(health.waiting, "waits", "wait")}</Tag>}
        {health.wrong_key > 0 && <Go href={inbox("wrong_key")}><Tag>{health.wrong_key} × wrong key</Tag></Go>}
        {health.tests > 0 && <Tag>{count(health.tests, "test", "tests")}</Tag>}
        </div>
      </td>
    </tr>
  );
}

function NewWay({ close }: { close: () => void }) {
  const { data: process } = useQuery(processQuery);
  const navigate = useNavigate();
  const [kind, setKind] = useState("form");
  const [title, setTitle] = useState("");
  const [channel, setChannel] = useState("");
  const channels = process?.channels ?? [];
  const chosen = channel !== "" ? channel : (channels[0]?.id ?? "");
  const make = useDo(makeWay, ({ way_in, shown_once }) => {
    if (shown_once != null) sessionStorage.setItem(`shown-once ${way_in.id}`, shown_once);
    void navigate({ to: "/capture/$id", params: { id: way_in.id }, search: {} });
  });
  return (
    <form
      className={css.panel}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ kind, title: title.trim() === "" ? kindTitle(kind) : title, channel: chosen, definition: beginning(kind) });
      }}
    >
      <h2>New way in</h2>
      <fieldset className={css.choose}>
        <legend>What sends</legend>
        {KINDS.map((own) => (
          <label key={own.kind}>
            <input type="radio" name="kind" checked={kind === own.kind} onChange={() => setKind(own.kind)} />
            <span>
              <b>{own.title}</b>
              <small className="soft">{own.about}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <div className={css.two}>
        <label className={css.line}>
          <span>Title</span>
          <input value={title} maxLength={200} placeholder={kindTitle(kind)} onChange={(event) => setTitle(event.currentTarget.value)} />
        </label>
        <label className={css.line}>
          <span>Channel</span>
          <select value={chosen} onChange={(event) => setChannel(event.currentTarget.value)}>
            {channels.map(({ id, title: name, family }) => (
              <option key={id} value={id}>
                {capital(name)} ({family})
              </option>
            ))}
          </select>
        </label>
      </div>
      {make.error !== null && <p className={css.error} role="alert"><Said>{make.error.message}</Said></p>}
      <div className={css.buttons}>
        <button type="submit" className={css.primary} disabled={make.isPending || chosen === ""}>
          Make it
        </button>
        <Quiet onClick={close}>Cancel</Quiet>
      </div>
    </form>
  );
}
