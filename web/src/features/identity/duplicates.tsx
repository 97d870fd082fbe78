// Duplicates: persons who are likely one, for people to decide on. What is sure was joined
// when it came in.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFilter } from "@/shared/filter";
import { count, whole } from "@/shared/figures";
import { useKeys } from "@/shared/keys";
import { Ago, Bone, Empty, Failure, useTitle } from "@/shared/ui/bits";
import { pairsQuery } from "@/shared/identity/api";
import { Because, Compare, Head } from "@/shared/identity/compare";
import css from "@/shared/identity/identity.module.css";

const STATES = [
  ["open", "To decide"],
  ["different", "Two people"],
  ["same", "Merged"],
] as const;

export function DuplicatesScreen() {
  useTitle("Duplicates");
  const [filter, change] = useFilter();
  const state = filter["state"] ?? "open";
  const { data, error, refetch } = useQuery(pairsQuery(state, filter["person"]));
  const [chosen, choose] = useState(0);
  const pairs = data?.items ?? [];
  const at = Math.min(chosen, Math.max(0, pairs.length - 1));
  useKeys([
    { keys: "j", does: "Next pair", group: "Duplicates", run: () => choose(Math.min(at + 1, pairs.length - 1)) },
    { keys: "k", does: "Pair before", group: "Duplicates", run: () => choose(Math.max(at - 1, 0)) },
  ]);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>Duplicates</h1>
        <div className={css.tabs} role="group" aria-label="Which pairs">
          {STATES.map(([word, title]) => (
            <button key={word} type="button" aria-pressed={state === word} onClick={() => change({ state: word === "open" ? null : word })}>
              {title}
              {word === "open" && data !== undefined && data.open > 0 && <span className={css.badge}>{data.open >= 1000 ? "999+" : data.open}</span>}
            </button>
          ))}
        </div>
      </header>
      {filter["person"] !== undefined && (
        <p className="soft">
          Only pairs with one person.{" "}
          <button type="button" className={css.link} onClick={() => change({ person: null })}>
            All pairs
          </button>
        </p>
      )}
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Bone height="12rem" />}
      {data !== undefined && pairs.length === 0 && (
        <Empty title={state === "open" ? "Nobody is here twice, as far as can be seen" : "None yet"}>
          <p>
            Whoever writes from a known mailbox, or calls from a known number under a like name, is joined with what they said before, at once. Who is only likely the same
            waits here for you: merge them, or say that they are two, and nobody is asked again. Both can be undone.
          </p>
        </Empty>
      )}
      {data !== undefined && pairs.length > 0 && (
        <>
          <p className="soft">
            {state === "open" && data.open > pairs.length ? `The ${whole(pairs.length)} likeliest of ${whole(data.open)}${data.open >= 1000 ? " or more" : ""}.` : `${count(pairs.length, "pair")}, the likeliest first.`}
          </p>
          <ol className={css.pairs}>
            {pairs.map((pair, place) => {
              const open = state === "open" && place === at;
              return (
                <li key={`${pair.one.id} ${pair.other.id}`} data-open={open}>
                  <button type="button" className={css.pair} aria-expanded={state === "open" ? open : undefined} disabled={state !== "open"} onClick={() => choose(place)}>
                    <span>
                      <Head pair={pair} />
                    </span>
                    <small className="soft nowrap">{pair.decided_at == null ? <>found <Ago at={pair.found_at} /></> : <>{pair.decided_by?.name ?? "decided"}, <Ago at={pair.decided_at} /></>}</small>
                  </button>
                  <Because pair={pair} />
                  {open && <Compare key={`${pair.one.id} ${pair.other.id}`} pair={pair} done={() => void refetch()} />}
                </li>
              );
            })}
          </ol>
        </>
      )}
    </div>
  );
}
