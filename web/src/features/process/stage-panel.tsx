import { Link } from "@tanstack/react-router";
import type { Counts, Drawing, Process } from "@/shared/api/types";
import { placeOf } from "@/shared/filter";
import { capital, whole, words } from "@/shared/figures";
import { age } from "@/shared/time";
import { Go, Quiet } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import css from "./process.module.css";

const KINDS: Record<string, string> = { gate: "Rules decide at once", work: "A person acts", hold: "Waits", end: "The end" };

interface StagePanelProps {
  stage: string;
  process: Process;
  drawing: Drawing | undefined;
  counts: Counts | undefined;
  close: () => void;
}

/** What was agreed about one stage, and the leads that are there. */
export function StagePanel({ stage: id, process, drawing, counts, close }: StagePanelProps) {
  const stage = process.stages.find((other) => other.id === id);
  const node = drawing?.nodes.find((other) => other.stage === id);
  const count = counts?.stages.find((other) => other.stage === id);
  const end = counts?.ends.find((other) => other.stage === id);
  const lane = node === undefined ? undefined : drawing?.lanes[node.lane];
  const out = drawing?.arrows.filter(({ from }) => from === id) ?? [];
  const titleOf = (other: string) => process.stages.find((known) => known.id === other)?.title ?? words(other);
  const volume = (to: string) => counts?.arrows.find((arrow) => arrow.from === id && arrow.to === to);
  const kind = { hand_off: "hand-off", consequence: "by itself", back: "back" } as Record<string, string>;
  return (
    <aside className={css.panel} aria-label={stage?.title ?? id} data-testid="stage">
      <header>
        <h2>{stage?.title ?? words(id)}</h2>
        <Quiet onClick={close} label="Close">
          <Icon name="close" size={13} />
        </Quiet>
      </header>
      <div>
      {end !== undefined && (
        <p className={css.panelFigures}>
          <Go href={end.href}>
            <b>{whole(end.leads)}</b> {end.leads === 1 ? "lead" : "leads"} ended here
          </Go>
        </p>
      )}
      {count !== undefined && (
        <p className={css.panelFigures}>
          <Go href={count.href}>
            <b>{whole(count.open)}</b> open leads here
          </Go>
          {count.overdue > 0 && (
            <Link to="/leads" search={{ ...placeOf(count.href).search, overdue: "true" }} className={css.lateLink}>
              {whole(count.overdue)} overdue
            </Link>
          )}
          <span className="soft">half are here longer than {age(count.median_age_hours)} (elapsed time)</span>
        </p>
      )}
      <dl>
        <dt>Kind</dt>
        <dd>{KINDS[stage?.kind ?? ""] ?? stage?.kind}</dd>
        <dt>Phase</dt>
        <dd>{words(stage?.phase ?? "–")}</dd>
        {lane !== undefined && (
          <>
            <dt>Answers for it</dt>
            <dd>{lane.title}</dd>
          </>
        )}
        {node?.duty != null && (
          <>
            <dt>Promise</dt>
            <dd>{capital(node.duty)}</dd>
          </>
        )}
      </dl>
      </div>
      {node !== undefined && <p className={css.about}>{node.about.replace(`${node.title}\n`, "").split("\n").map(capital).join("\n")}</p>}
      {out.length > 0 && (
        <div>
          <h3>Moves from here</h3>
          <ul className={css.ways}>
            {out.map((arrow) => (
              <li key={arrow.path}>
                <span>
                  {titleOf(arrow.to)}
                  <small className="soft">
                    {" "}
                    {[arrow.label, kind[arrow.kind]].filter((part) => part != null).join(", ")}
                  </small>
                </span>
                <Volume of={arrow.kind === "consequence" ? undefined : volume(arrow.to)} />
              </li>
            ))}
          </ul>
          <small className="soft">Leads that took the move, last 90 days.</small>
        </div>
      )}
    </aside>
  );
}

/** How many leads took a move; opens them. */
function Volume({ of }: { of: Counts["arrows"][number] | undefined }) {
  if (of === undefined) return null;
  return (
    <Go href={of.href} label={`${whole(of.leads)} leads`} className="n">
      {whole(of.leads)}
    </Go>
  );
}
