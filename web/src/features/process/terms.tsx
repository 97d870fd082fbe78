import type { Process } from "@/shared/api/types";
import { words } from "@/shared/figures";
import { Panel } from "@/shared/ui/bits";
import css from "./process.module.css";

/** The shared language. */
export function Terms({ process }: { process: Process }) {
  return (
    <Panel title="What we mean by" id="terms">
      {process.terms.length === 0 && <p className="soft">No term is agreed yet.</p>}
      <dl className={css.terms}>
        {process.terms.map(({ id, is, is_not: isNot }) => (
          <div key={id}>
            <dt>{words(id)}</dt>
            <dd>
              {is}
              {isNot != null && isNot !== "" && <small className="soft">Not: {isNot}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
