// Two persons side by side: what speaks for one, what each knows, and what would become of
// them if they were one.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { count, words } from "@/shared/figures";
import { Bone, Tag } from "@/shared/ui/bits";
import { personQuery, trialQuery, useKeepApart, useMerge, type Known, type Pair, type Part } from "./api";
import css from "./identity.module.css";

const PARTS: readonly Part[] = ["name", "email", "phone", "company", "region"];
const TITLES: Record<Part, string> = { name: "Name", email: "Mail", phone: "Phone", company: "Company", region: "Region" };

const called = (who: Known): string => who.name ?? who.email ?? who.phone ?? "Without a name";

/** From where on it is as good as sure, and from where on it is likely. */
function chance(probability: number): string {
  const percent = Math.round(probability * 100);
  return percent >= 99 ? "almost surely one" : `${percent} % likely one`;
}

export function Because({ pair }: { pair: Pair }) {
  return (
    <ul className={css.because} aria-label="What speaks for it and against it">
      {pair.because.map(({ field, says, bits }) => (
        <li key={`${field} ${says}`} data-for={bits > 0}>
          <span aria-hidden="true">{bits > 0 ? "+" : "−"}</span>
          {says}
        </li>
      ))}
    </ul>
  );
}

export function Compare({ pair, done }: { pair: Pair; done: () => void }) {
  // The one who is known longer stays: others link to them.
  const [swapped, swap] = useState(false);
  const [kept, gone] = swapped ? [pair.other, pair.one] : [pair.one, pair.other];
  const [take, setTake] = useState<readonly Part[]>([]);
  const differing = PARTS.filter((part) => kept[part] != null && gone[part] != null && kept[part] !== gone[part]);
  const merging = { other: gone.id, take: take.filter((part) => differing.includes(part)) };
  const merge = useMerge(done);
  const apart = useKeepApart(done);
  const busy = merge.isPending || apart.isPending;
  return (
    <div className={css.compare} data-testid="compare">
      <table className={css.sides}>
        <caption className="soft">Choose what holds where both say something. Nothing is lost: the other addresses and numbers stay known.</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">
              {called(kept)} <Tag>stays</Tag>
            </th>
            <th scope="col">{called(gone)}</th>
          </tr>
        </thead>
        <tbody>
          {PARTS.map((part) => (
            <tr key={part}>
              <th scope="row">{TITLES[part]}</th>
              {[kept, gone].map((who, side) => {
                const value = who[part];
                const other = side === 0 ? gone[part] : kept[part];
                const chosen = differing.includes(part) ? take.includes(part) === (side === 1) : value != null && (side === 0 || other == null);
                return (
                  <td key={side} data-chosen={chosen}>
                    {value == null ? (
                      <span className="soft">–</span>
                    ) : differing.includes(part) ? (
                      <label>
                        <input type="radio" name={part} checked={chosen} onChange={() => setTake(side === 1 ? [...take, part] : take.filter((own) => own !== part))} />
                        <span>{value}</span>
                      </label>
                    ) : (
                      <span>{value}</span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
          <tr>
            <th scope="row">Also</th>
            {[kept, gone].map((who, side) => (
              <td key={side}>{who.others.length === 0 ? <span className="soft">–</span> : who.others.join(", ")}</td>
            ))}
          </tr>
          <tr>
            <th scope="row">Leads</th>
            <td>
              <LeadsOf id={kept.id} />
            </td>
            <td>
              <LeadsOf id={gone.id} />
            </td>
          </tr>
        </tbody>
      </table>
      <Trial kept={kept.id} merging={merging} />
      <div className={css.buttons}>
        <button type="button" className={css.primary} disabled={busy} onClick={() => merge.mutate({ kept: kept.id, merging })}>
          One person: merge
        </button>
        <button type="button" className={css.button} disabled={busy} onClick={() => apart.mutate({ one: kept.id, other: gone.id })}>
          Two people
        </button>
        <button type="button" className={css.link} disabled={busy} onClick={() => swap(!swapped)}>
          Keep {called(gone)} instead
        </button>
      </div>
    </div>
  );
}

/** What would become of their leads, before anything is done. */
function Trial({ kept, merging }: { kept: string; merging: { other: string; take: Part[] } }) {
  const { data, error } = useQuery(trialQuery(kept, merging));
  if (error !== null) return <p className={css.trial}>{error.message}</p>;
  if (data === undefined) return <Bone height="2.6rem" />;
  const { merge, leads } = data;
  const on = leads.find(({ id }) => id === merge.lead);
  return (
    <p className={css.trial} data-testid="trial">
      {merge.after.name ?? merge.after.email ?? "They"} would have {count(leads.length, "lead")}.{" "}
      {on === undefined
        ? "No two of them are open, so each stays as it is."
        : `Both have an open one: the one at ${on.stage_title} goes on with ${on.owner.name}${on.next_step == null ? "" : `, next: ${on.next_step.title}`}; the other goes on in it, with its history and the promise it owes.`}{" "}
      It can be undone at any time.
    </p>
  );
}

export function LeadsOf({ id }: { id: string }) {
  const { data } = useQuery(personQuery(id));
  if (data === undefined) return <Bone width="8rem" />;
  return (
    <ul className={css.leads}>
      {data.leads.map((lead) => (
        <li key={lead.id}>
          <Link to="/leads/$id" params={{ id: lead.id }} search={{}}>
            {lead.status === "open" ? lead.stage_title : words(lead.status)}
          </Link>{" "}
          <small className="soft">
            {words(lead.channel)} · {lead.owner}
          </small>
        </li>
      ))}
    </ul>
  );
}

export function Head({ pair }: { pair: Pair }) {
  return (
    <>
      <b>{called(pair.one)}</b> <span className="soft">and</span> <b>{called(pair.other)}</b> <small className="soft nowrap">{chance(pair.probability)}</small>
    </>
  );
}
