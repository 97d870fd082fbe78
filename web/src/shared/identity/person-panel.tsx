// On the page of a lead: who else this person may be, what else they asked, and with whom
// they were merged.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { words } from "@/shared/figures";
import { Ago, Panel } from "@/shared/ui/bits";
import { personQuery, useUndoMerge } from "./api";
import { Head } from "./compare";
import css from "./identity.module.css";

export function PersonPanel({ person, lead }: { person: string; lead: string }) {
  const { data } = useQuery(personQuery(person));
  const undo = useUndoMerge();
  if (data === undefined) return null;
  const others = data.leads.filter(({ id }) => id !== lead);
  const merges = data.merges.filter(({ undone_at }) => undone_at == null);
  if (others.length === 0 && merges.length === 0 && data.alike.length === 0) return null;
  return (
    <Panel title="The same person" id="person">
      {others.length > 0 && (
        <ul className={css.leads} aria-label="Other leads of this person">
          {others.map((other) => (
            <li key={other.id}>
              <Link to="/leads/$id" params={{ id: other.id }} search={{}}>
                {other.status === "open" ? other.stage_title : words(other.status)}
              </Link>{" "}
              <small className="soft">
                {words(other.channel)} · {other.owner} · <Ago at={other.captured_at} />
              </small>
            </li>
          ))}
        </ul>
      )}
      {data.alike.map((pair) => (
        <p key={`${pair.one.id} ${pair.other.id}`}>
          Perhaps one person: <Head pair={pair} />{" "}
          <Link to="/duplicates" search={{ person }}>
            Compare
          </Link>
        </p>
      ))}
      {merges.map((merge) => (
        <p key={merge.id} className={css.merged}>
          <span>
            Merged with {merge.gone.name ?? merge.gone.email ?? merge.gone.phone ?? "somebody"} <Ago at={merge.at} /> by {merge.by.name ?? merge.by.kind}
          </span>
          <button type="button" className={css.button} disabled={undo.isPending} onClick={() => undo.mutate(merge.id)}>
            Undo
          </button>
        </p>
      ))}
    </Panel>
  );
}
