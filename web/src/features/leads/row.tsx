import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { LeadRow } from "@/shared/api/types";
import { words } from "@/shared/figures";
import { Ago, Due, Grade } from "@/shared/ui/bits";
import { nameOf } from "@/shared/leads/filters";
import type { Column } from "./columns";
import css from "./leads.module.css";

interface RowProps {
  lead: LeadRow;
  index: number;
  top: number;
  height: number;
  grid: string;
  columns: readonly Column[];
  chosen: boolean;
  selected: boolean;
  select: (id: string, range: boolean) => void;
}

/** One line; the whole of it opens the lead. */
export const Row = memo(function Row({ lead, index, top, height, grid, columns, chosen, selected, select }: RowProps) {
  return (
    <div role="row" aria-rowindex={index + 2} aria-selected={chosen} data-selected={selected} className={css.row} style={{ top, height, gridTemplateColumns: grid }} data-lead={lead.id}>
      <div role="cell" className={css.box}>
        <input type="checkbox" checked={selected} aria-label={`Select ${nameOf(lead)}`} onChange={() => undefined} onClick={(event) => select(lead.id, event.shiftKey)} />
      </div>
      {columns.map(({ key, number, cell }) => (
        <div key={key} role="cell" className={number === true ? "n cut" : "cut"}>
          {key === "name" ? (
            <Link to="/leads/$id" params={{ id: lead.id }} search={{}} className={css.open}>
              {cell(lead)}
            </Link>
          ) : (
            cell(lead)
          )}
        </div>
      ))}
    </div>
  );
});

/** The same on a phone. */
export const Card = memo(function Card({ lead, top, height }: { lead: LeadRow; top: number; height: number }) {
  return (
    <div role="listitem" className={css.card} style={{ top, height }} data-lead={lead.id}>
      <Grade grade={lead.score.grade} />
      <div className={css.cardBody}>
        <div className={css.cardTop}>
          <p className="cut">
            <Link to="/leads/$id" params={{ id: lead.id }} search={{}} className={css.open}>
              <b>{nameOf(lead)}</b>
            </Link>
            {lead.company != null && lead.company !== nameOf(lead) && <span className="soft"> · {lead.company}</span>}
          </p>
          {lead.next_step != null && <Due at={lead.next_step.due_at} />}
        </div>
        <p className="cut">{lead.next_step?.title ?? words(lead.status)}</p>
        <p className="soft cut">
          {lead.stage_title} · {lead.owner.name} · <Ago at={lead.captured_at} />
        </p>
      </div>
    </div>
  );
});
