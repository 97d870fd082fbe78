// The drawing: lanes are roles, boxes are stages, arrows are moves. Where everything
// stands, the server says; here it is drawn, with what is on the line.
import type { CSSProperties } from "react";
import type { Counts, Drawing } from "@/shared/api/types";
import { whole } from "@/shared/figures";
import { age } from "@/shared/time";
import { Go } from "@/shared/ui/bits";
import { useFilter, stringifySearch } from "@/shared/filter";
import { head, shortened, thickness } from "./arrows";
import css from "./process.module.css";

type Node = Drawing["nodes"][number];
type Arrow = Drawing["arrows"][number];
type StageCount = Counts["stages"][number];

const ORDER = ["clock", "back", "drawn", "hand_off"];
const TITLE = 17;
const SMALL = 15;

export function Picture({ drawing, counts, chosen, fit }: { drawing: Drawing; counts: Counts | undefined; chosen: string | undefined; fit: boolean }) {
  const { width, height, gutter } = drawing;
  const [filter] = useFilter();
  const most = Math.max(0, ...(counts?.arrows.map(({ leads }) => leads) ?? []));
  const volume = (arrow: Arrow) => (arrow.kind === "clock" ? undefined : counts?.arrows.find(({ from, to }) => from === arrow.from && to === arrow.to)?.leads);
  const sorted = [...drawing.arrows].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const touches = (arrow: Arrow) => chosen === arrow.from || chosen === arrow.to;
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label="Drawing of the line">
      <svg className={css.drawing} viewBox={`0 0 ${width} ${height}`} style={{ "--whole": `${width}px` } as CSSProperties} data-fit={fit} role="group" aria-label={`${drawing.title}, drawn`} data-testid="drawing">
        {drawing.lanes.map((lane) => (
          <g key={lane.role ?? ""} className={css.lane}>
            <title>{[lane.title.join(" "), lane.expects].filter((part) => part != null).join(" expects: ")}</title>
            <rect y={lane.y} width={width} height={lane.height} />
            <rect y={lane.y} width={gutter} height={lane.height} className={css.gutter} />
            {lane.y > 0 && <path d={`M0 ${lane.y}H${width}`} />}
            {lane.title.map((line, place) => (
              <text key={line} x={12} y={lane.y + lane.height / 2 - (lane.title.length - 1) * 7.5 + 4 + 15 * place}>
                {line}
              </text>
            ))}
          </g>
        ))}
        <rect className={css.border} x={0.5} y={0.5} width={width - 1} height={height - 1} rx={6} />
        {drawing.entry != null && <Entry points={drawing.entry.points} />}
        {sorted.map((arrow) => (
          <Line key={`${arrow.from} ${arrow.to} ${arrow.kind} ${arrow.nth ?? ""} ${arrow.clock ?? ""}`} arrow={arrow} leads={volume(arrow)} most={most} lit={touches(arrow)} />
        ))}
        {drawing.nodes.map((node) => (
          <Stage
            key={node.stage}
            node={node}
            count={counts?.stages.find(({ stage }) => stage === node.stage)}
            chosen={chosen === node.stage}
            href={`/process${stringifySearch({ ...filter, stage: chosen === node.stage ? undefined : node.stage })}`}
          />
        ))}
        {drawing.arrows.map(
          (arrow) =>
            arrow.label != null && (
              <g key={`${arrow.from} ${arrow.to} ${arrow.nth ?? ""} ${arrow.label.text}`} className={css.label} data-kind={arrow.kind} aria-hidden="true">
                <title>{arrow.about}</title>
                <rect x={arrow.label.x - arrow.label.w / 2} y={arrow.label.y - arrow.label.h / 2} width={arrow.label.w} height={arrow.label.h} rx={3} />
                <text x={arrow.label.x} y={arrow.label.y + 3.8}>
                  {arrow.label.text}
                </text>
              </g>
            ),
        )}
      </svg>
    </div>
  );
}

function Entry({ points }: { points: readonly (readonly number[])[] }) {
  const [from, to] = points;
  if (from === undefined || to === undefined) return null;
  return (
    <g className={css.arrow}>
      <title>leads come in</title>
      <circle cx={from[0]} cy={from[1]} r={4} />
      <path d={`M${from[0] ?? 0} ${from[1] ?? 0}H${(to[0] ?? 0) - 6}`} />
      <polygon points={head(points, 1.4)} />
    </g>
  );
}

function Line({ arrow, leads, most, lit }: { arrow: Arrow; leads: number | undefined; most: number; lit: boolean }) {
  const thick = thickness(leads, most);
  return (
    <g className={css.arrow} data-kind={arrow.kind} data-lit={lit}>
      <title>{leads === undefined ? arrow.about : `${arrow.about}\n${whole(leads)} leads in 90 days`}</title>
      <path d={shortened(arrow.path, arrow.points)} style={{ strokeWidth: thick }} />
      <polygon points={head(arrow.points, thick)} />
      <path d={arrow.path} className={css.reach} />
    </g>
  );
}

function Stage({ node, count, chosen, href }: { node: Node; count: StageCount | undefined; chosen: boolean; href: string }) {
  const slim = node.kind === "gate" || node.kind === "end";
  const tall = node.lines.length * TITLE + (node.duty == null ? 0 : SMALL) + (count === undefined ? 0 : SMALL + 4);
  const top = node.y + (node.h - tall) / 2;
  const x = slim ? node.x + node.w / 2 : node.x + 12;
  const anchor = slim ? "middle" : "start";
  const duty = top + node.lines.length * TITLE;
  const figures = duty + (node.duty == null ? 0 : SMALL) + 4;
  const label = [node.title, count === undefined ? null : `${whole(count.open)} open`, count !== undefined && count.overdue > 0 ? `${whole(count.overdue)} overdue` : null].filter((part) => part !== null).join(", ");
  return (
    <Go href={href} label={label} className={css.stageLink}>
      <g className={css.stage} data-kind={node.kind} data-outcome={node.outcome} data-chosen={chosen} data-stage={node.stage}>
        <title>{node.about}</title>
        <rect x={node.x} y={node.y} width={node.w} height={node.h} rx={slim ? Math.min(16, node.h / 2) : 7} />
        {node.lines.map((line, place) => (
          <text key={line} x={x} y={top + 12.5 + place * TITLE} textAnchor={anchor} className={css.stageTitle}>
            {line}
          </text>
        ))}
        {node.kind === "hold" && <path className={css.mark} d={`M${node.x + node.w - 15} ${node.y + 10}v8m4 -8v8`} />}
        {node.duty != null && (
          <text x={x} y={duty + 11.5} textAnchor={anchor} className={css.duty}>
            {node.duty}
          </text>
        )}
        {count !== undefined && (
          <text x={x} y={figures + 11.5} textAnchor={anchor} className={css.figures}>
            {node.kind === "end" ? (
              whole(count.open)
            ) : (
              <>
                {whole(count.open)} open
                {count.overdue > 0 && <tspan className={css.late}> · {whole(count.overdue)} late</tspan>}
                {count.median_age_hours != null && count.open > 0 && <tspan className={css.duty}> · {age(count.median_age_hours)}</tspan>}
              </>
            )}
          </text>
        )}
        {node.differs && <circle className={css.differs} cx={node.x} cy={node.y} r={5} />}
      </g>
    </Go>
  );
}
