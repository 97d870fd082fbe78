// How what another system sends is read: paste a sample, click the fields, try it.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Quiet } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import { Said } from "@/shared/ui/said";
import { tryWay, useDo, type Definition, type Target, type Tried, type WayIn } from "./api";
import css from "./capture.module.css";

interface Props {
  way: WayIn;
  definition: Definition;
  change: (definition: Definition) => void;
  targets: readonly Target[];
}

const SAMPLES: Readonly<Record<string, string>> = {
  google_ads: '{"lead_id":"1","user_column_data":[{"column_id":"FULL_NAME","string_value":"Ana Souza"},{"column_id":"EMAIL","string_value":"ana@example.com"},{"column_id":"how_many_products?","string_value":"240"}]}',
  meta_leads: '{"id":"123","field_data":[{"name":"full_name","values":["Ana Souza"]},{"name":"email","values":["ana@example.com"]},{"name":"car_make","values":["Honda"]}]}',
  typeform: "",
  json: '{"id":"w-1","attendee":{"name":"Ana Souza","email":"ana@example.com"},"minutes":48}',
};

const NAMES: Readonly<Record<string, string>> = { google_ads: "Column", meta_leads: "Question", typeform: "Question (ref, id or title)", json: "Pointer" };

export function Mapper({ way, definition, change, targets }: Props) {
  const [sample, setSample] = useState(SAMPLES[way.kind] ?? "");
  const [tried, setTried] = useState<Tried | null>(null);
  const attempt = useDo((of: Definition) => tryWay(way.id, sample, of), setTried);
  const json = definition.json ?? null;
  const { map } = definition;
  const isJson = way.kind === "json";
  const become = (next: Definition) => {
    change(next);
    if (tried !== null) attempt.mutate(next);
  };
  const put = (from: string, to: string) => {
    const rest = Object.fromEntries(Object.entries(map).filter(([name]) => name !== from));
    become({ ...definition, map: to === "" ? rest : { ...rest, [from]: to } });
  };
  const [name, setName] = useState("");
  return (
    <section className={css.panel}>
      <h2>How it is read</h2>
      <p className="soft">
        {isJson
          ? "Paste what the other system sends, and say of each value where it goes."
          : "What is known by its name goes where it belongs; say here where the rest goes. What has no place stands in the message."}
      </p>
      <div className={css.mapper}>
        <div>
          <label className={css.line}>
            <span>A sample</span>
            <textarea className={css.code} rows={9} value={sample} spellCheck={false} onChange={(event) => setSample(event.currentTarget.value)} placeholder="Paste what is sent, as it is" />
          </label>
          <div className={css.buttons}>
            <button type="button" className={css.primary} disabled={sample.trim() === "" || attempt.isPending} onClick={() => attempt.mutate(definition)}>
              Try it
            </button>
            <small className="soft">Nothing comes of it: no lead is made.</small>
          </div>
          {attempt.error !== null && <p className={css.error} role="alert"><Said>{attempt.error.message}</Said></p>}
          {isJson && json !== null && (
            <div className={css.two}>
              <label className={css.line}>
                <span>Its own id (comes in once)</span>
                <input className={css.code} value={json.key ?? ""} placeholder="/id" onChange={(event) => become({ ...definition, json: { ...json, key: event.currentTarget.value === "" ? null : event.currentTarget.value } })} />
              </label>
              <label className={css.line}>
                <span>List, where one call brings several</span>
                <input className={css.code} value={json.items ?? ""} placeholder="none" onChange={(event) => become({ ...definition, json: { ...json, items: event.currentTarget.value === "" ? null : event.currentTarget.value } })} />
              </label>
            </div>
          )}
        </div>
        <div>
          {isJson && tried !== null && tried.values.length > 0 ? (
            <Values tried={tried} targets={targets} put={put} keyed={json?.key ?? null} />
          ) : (
            <ul className={css.rules}>
              {Object.entries(map).map(([from, to]) => (
                <li key={from}>
                  <code className="cut">{from}</code>
                  <Goes targets={targets} value={to} put={(next) => put(from, next)} label={`${from} goes to`} />
                </li>
              ))}
              {!isJson && (
                <li>
                  <input aria-label={NAMES[way.kind] ?? "Name"} value={name} placeholder={NAMES[way.kind] ?? "Name"} onChange={(event) => setName(event.currentTarget.value)} />
                  <Quiet
                    disabled={name.trim() === ""}
                    onClick={() => {
                      put(name.trim(), "message");
                      setName("");
                    }}
                  >
                    <Icon name="plus" /> Map
                  </Quiet>
                </li>
              )}
            </ul>
          )}
          {tried !== null && <Outcome tried={tried} />}
        </div>
      </div>
    </section>
  );
}

function Goes({ targets, value, put, label }: { targets: readonly Target[]; value: string; put: (to: string) => void; label: string }) {
  return (
    <select aria-label={label} value={value} onChange={(event) => put(event.currentTarget.value)}>
      <option value="">nowhere</option>
      {targets.map(({ target, title }) => (
        <option key={target} value={target}>{title}</option>
      ))}
    </select>
  );
}

function Values({ tried, targets, put, keyed }: { tried: Tried; targets: readonly Target[]; put: (from: string, to: string) => void; keyed: string | null }) {
  return (
    <div className={css.scroll}>
      <table className={css.values}>
        <thead>
          <tr><th scope="col">Value</th><th scope="col">Goes to</th></tr>
        </thead>
        <tbody>
          {tried.values.map(({ pointer, value, target }) => (
            <tr key={pointer} data-mapped={target != null}>
              <td>
                <code>{pointer}</code>
                <span className="cut">{value === "" ? <i className="soft">empty</i> : value}</span>
              </td>
              <td>{pointer === keyed ? <small className="soft">its own id</small> : <Goes targets={targets} value={target ?? ""} put={(to) => put(pointer, to)} label={`${pointer} goes to`} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Outcome({ tried }: { tried: Tried }) {
  const { lead } = tried;
  return (
    <div className={css.outcome} role="status">
      {lead == null ? (
        <p><b>No lead would come of it.</b></p>
      ) : (
        <>
          <p>
            <b>{lead.person.name ?? lead.person.email ?? lead.person.phone ?? "Somebody"}</b> would come in at <b>{lead.stage_title}</b>
            {lead.status === "open" ? <>, owned by {lead.owner.name}{lead.next_step != null && <>, next: {lead.next_step.title}</>}.</> : "."}
          </p>
          <dl className={css.facts}>
            {([["Mail", lead.person.email], ["Phone", lead.person.phone], ["Company", lead.company?.name], ["Message", lead.message], ["Campaign", lead.source.campaign]] as const)
              .filter(([, value]) => value != null && value !== "")
              .map(([title, value]) => (
                <div key={title}><dt>{title}</dt><dd>{value}</dd></div>
              ))}
            {lead.fields.filter(({ value }) => value != null).map(({ id, title, value }) => (
              <div key={id}><dt>{title}</dt><dd>{String(value)}</dd></div>
            ))}
          </dl>
        </>
      )}
      {tried.submissions > 1 && <p className="soft">{tried.submissions} are in it; this is the first.</p>}
      <ul>
        {tried.findings.map(({ level, text }) => (
          <li key={text} className={level === "error" ? css.error : "soft"}><Said>{text}</Said></li>
        ))}
      </ul>
      {lead == null && <p className="soft">If it came like this, it would wait in the <Link to="/capture" search={{ view: "inbox" }}>inbox</Link> for somebody.</p>}
    </div>
  );
}
