import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { TodayItem } from "@/shared/api/types";
import { useNow } from "@/shared/now";
import { ago } from "@/shared/time";
import { Due, Grade } from "@/shared/ui/bits";
import { Icon, type IconName } from "@/shared/ui/icons";
import css from "./today.module.css";

interface LineProps {
  item: TodayItem;
  /** Of many people: says who has it. */
  many: boolean;
  chosen: boolean;
  act: (id: string) => void;
  look: (id: string) => void;
}

/** One lead of the day: how long there is, who it is, what to do, and why now. */
export const DayLine = memo(function DayLine({ item, many, chosen, act, look }: LineProps) {
  const { id, name, company, grade, title, touch, due_at: due, warn_at: warn, urgency, owner } = item;
  return (
    <li className={css.line} data-lead={id} data-urgency={urgency} data-chosen={chosen} aria-current={chosen ? "true" : undefined} onClick={(event) => { if (!(event.target instanceof Element && event.target.closest("a, button"))) look(id); }}>
      <span className={css.left}>
        <Due at={due} warnAt={warn} />
      </span>
      <Grade grade={grade} />
      <div className={css.who}>
        <p className="cut">
          <Link to="/leads/$id" params={{ id }} search={{}} className={css.name}>
            {name}
          </Link>
          {company != null && <span className="soft"> · {company}</span>}
          {many && <span className="soft"> · {owner.name}</span>}
        </p>
        <Why item={item} />
      </div>
      <p className={`cut ${css.what ?? ""}`} title={title}>
        {title}
      </p>
      <button type="button" className={css.act} onClick={() => (touch == null ? look(id) : act(id))} aria-label={`${touch == null ? "Open" : "Log"}: ${name}`}>
        {touch == null ? "Open" : <><Icon name={touch as IconName} size={14} /> {touch.charAt(0).toUpperCase() + touch.slice(1)}</>}
      </button>
    </li>
  );
});

/** The reasons, told as of now. */
export function Why({ item, all = false }: { item: TodayItem; all?: boolean }) {
  const now = useNow();
  const { promise, due_at: due } = item;
  const said = item.why.map(({ kind, text, at }) => {
    if (at == null) return text;
    if (kind === "deadline") {
      const over = new Date(due).getTime() <= now;
      const when = over ? ago(due, now) : `in ${until(due, now)}`;
      return promise == null ? `${over ? "was due" : "due"} ${when}` : `${promise} ${over ? "broke" : "breaks"} ${when}`;
    }
    // The words end with a distance that was true when they were said.
    if (kind === "came_in") return text.replace(/came in .* ago/, `came in ${ago(at, now)}`);
    if (kind === "last_touch") return text.replace(/, [^,]* ago$/, `, ${ago(at, now)}`);
    return text;
  });
  return all ? (
    <ul className={css.reasons}>
      {said.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  ) : (
    <p className={`soft cut ${css.why ?? ""}`} title={said.join(" · ")}>
      {said.join(" · ")}
    </p>
  );
}

const MINUTE = 60_000;

function until(at: string, now: number): string {
  const minutes = Math.floor((new Date(at).getTime() - now) / MINUTE);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 1440)} days`;
}
