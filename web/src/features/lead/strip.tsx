import { Link } from "@tanstack/react-router";
import type { Lead } from "@/shared/api/types";
import { useNow } from "@/shared/now";
import { full, lasting } from "@/shared/time";
import css from "./lead.module.css";

const SAID = { passed: "passed", here: "you are here", ahead: "ahead" } as const;

/** The process as a line: what is behind, where the lead is, what may come. */
export function Strip({ lead }: { lead: Lead }) {
  const now = useNow();
  return (
    <nav aria-label="Place in the process" className={css.stripBox}>
      <ol className={css.strip} data-many={lead.strip.length > 7}>
        {lead.strip.map(({ stage, title, state }) => (
          <li key={stage} data-state={state} aria-current={state === "here" ? "step" : undefined}>
            <Link to="/process" search={{ stage }} title={`${title}: ${SAID[state as keyof typeof SAID]}`}>
              {title}
            </Link>
          </li>
        ))}
      </ol>
      <small className="soft" title={full(lead.since)}>
        at {lead.stage_title} for {lasting(lead.since, now)} (elapsed time)
      </small>
    </nav>
  );
}
