import type { Clock, Lead } from "@/shared/api/types";
import { capital } from "@/shared/figures";
import { useNow } from "@/shared/now";
import { countedIn, full, moment, span } from "@/shared/time";
import { Due, Panel, Tag } from "@/shared/ui/bits";
import css from "./lead.module.css";

const TONE: Record<string, "red" | "amber"> = { broken: "red", warned: "amber" };

/** The promises of this stage, and the ones before: kept and broken. */
export function Clocks({ lead }: { lead: Lead }) {
  if (lead.clocks.length === 0) return null;
  return (
    <Panel title="Promises" id="clocks">
      <ul className={css.clocks}>
        {lead.clocks.map((clock) => (
          <Promise key={`${clock.clock} ${clock.started_at}`} clock={clock} />
        ))}
      </ul>
    </Panel>
  );
}

function Promise({ clock }: { clock: Clock }) {
  const now = useNow();
  const runs = clock.state === "running" || clock.state === "warned";
  const late = clock.state === "broken" && clock.met_at != null ? new Date(clock.met_at).getTime() - new Date(clock.due_at).getTime() : null;
  return (
    <li data-state={clock.state}>
      <span>{capital(clock.title)}</span>
      <span className={css.clockState}>{runs ? <Due at={clock.due_at} warnAt={clock.warn_at} /> : <Tag tone={TONE[clock.state]}>{clock.state}</Tag>}</span>
      <small className="soft" title={`started ${full(clock.started_at)}, due ${full(clock.due_at)}`}>
        due {moment(clock.due_at, now)}, counted in {countedIn(clock.counts)}
        {late !== null && `; met ${span(late)} late (elapsed)`}
        {clock.state === "broken" && clock.met_at == null && "; still not met"}
        {clock.state === "kept" && clock.met_at != null && `; met ${moment(clock.met_at, now)}`}
      </small>
    </li>
  );
}
