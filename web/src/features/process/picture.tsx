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

const ORDER = ["consequence", "back", "drawn", "hand_off"];
const TITLE = 17;
const SMALL = 15;
/** About so wide is a small letter, in the drawing's own measure. */
const LETTER = 5.4;
/** So many letters fit beside a lane. */
const LANE = 16;

/** The title of a lane, broken where it gets too long. */
function inLines(title: string): string[] {
  const lines: string[] = [];
  for (const word of title.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LANE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What is at a stage; the API leaves out where nothing is. An end holds nothing open. */
function countOf(counts: Counts | undefined, node: Node): Pick<StageCount, "open" | "overdue" | "median_age_hours"> | undefined {
  if (counts === undefined || node.kind === "end") return undefined;
  return counts.stages.find(({ stage }) => stage === node.stage) ?? { open: 0, overdue: 0, median_age_hours: 0 };
}

export function Picture({ drawing, counts, chosen, fit }: { drawing: Drawing; counts: Counts | undefined; chosen: string | undefined; fit: boolean }) {
  const { width, height, gutter } = drawing;
  const [filter] = useFilter();
  const most = Math.max(0, ...(counts?.arrows.map(({ leads }) => leads) ?? []));
  const volume = (arrow: Arrow) => (arrow.kind === "consequence" ? undefined : counts?.arrows.find(({ from, to }) => from === arrow.from && to === arrow.to)?.leads);
  const sorted = [...drawing.arrows].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const touches = (arrow: Arrow) => chosen === arrow.from || chosen === arrow.to;
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label="Drawing of the line">
      <svg className={css.drawing} viewBox={`0 0 ${width} ${height}`} style={{ "--whole": `${width}px` } as CSSProperties} data-fit={fit} role="group" aria-label="The line, drawn" data-testid="drawing">
        {drawing.lanes.map((lane) => {
          const lines = inLines(lane.title);
          return (
            <g key={`${lane.role ?? ""} ${lane.y}`} className={css.lane}>
              <title>{lane.title}</title>
              <rect y={lane.y} width={width} height={lane.height} />
              <rect y={lane.y} width={gutter} height={lane.height} className={css.gutter} />
              {lane.y > 0 && <path d={`M0 ${lane.y}H${width}`} />}
              {lines.map((line, place) => (
                <text key={line} x={12} y={lane.y + lane.height / 2 - (lines.length - 1) * 7.5 + 4 + 15 * place}>
                  {line}
                </text>
              ))}
            </g>
          );
        })}
        <rect className={css.border} x={0.5} y={0.5} width={width - 1} height={height - 1} rx={6} />
        {sorted.map((arrow) => (
          <Line key={arrow.path} arrow={arrow} leads={volume(arrow)} most={most} lit={touches(arrow)} />
        ))}
        {drawing.nodes.map((node) => (
          <Stage
            key={node.stage}
            node={node}
            count={countOf(counts, node)}
            chosen={chosen === node.stage}
            href={`/process${stringifySearch({ ...filter, stage: chosen === node.stage ? undefined : node.stage })}`}
          />
        ))}
        {drawing.arrows.map((arrow) => (
          <Words key={arrow.path} arrow={arrow} />
        ))}
      </svg>
    </div>
  );
}

/** Words beside or on an arrow; the line passes behind them. */
function Words({ arrow: { label, label_x: x, label_y: y, kind, about } }: { arrow: Arrow }) {
  if (label == null || x == null || y == null) return null;
  const wide = label.length * LETTER + 8;
  return (
    <g className={css.label} data-kind={kind} aria-hidden="true">
      <title>{about}</title>
      <rect x={x - wide / 2} y={y - 7.5} width={wide} height={15} rx={3} />
      <text x={x} y={y + 3.8}>
        {label}
      </text>
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

function Stage({ node, count, chosen, href }: { node: Node; count: ReturnType<typeof countOf>; chosen: boolean; href: string }) {
  const slim = node.kind === "gate" || node.kind === "end";
  const tall = node.lines.length * TITLE + (node.duty == null ? 0 : SMALL) + (count === undefined ? 0 : SMALL + 4);
  const top = node.y + (node.height - tall) / 2;
  const x = slim ? node.x + node.width / 2 : node.x + 12;
  const anchor = slim ? "middle" : "start";
  const duty = top + node.lines.length * TITLE;
  const figures = duty + (node.duty == null ? 0 : SMALL) + 4;
  const label = [node.title, count === undefined ? null : `${whole(count.open)} open`, count !== undefined && count.overdue > 0 ? `${whole(count.overdue)} overdue` : null].filter((part) => part !== null).join(", ");
  return (
    <Go href={href} label={label} className={css.stageLink}>
      <g className={css.stage} data-kind={node.kind} data-outcome={node.outcome} data-chosen={chosen} data-stage={node.stage}>
        <title>{node.about}</title>
        <rect x={node.x} y={node.y} width={node.width} height={node.height} rx={slim ? Math.min(16, node.height / 2) : 7} />
        {node.lines.map((line, place) => (
          <text key={line} x={x} y={top + 12.5 + place * TITLE} textAnchor={anchor} className={css.stageTitle}>
            {line}
          </text>
        ))}
        {node.kind === "hold" && <path className={css.mark} d={`M${node.x + node.width - 15} ${node.y + 10}v8m4 -8v8`} />}
        {node.duty != null && (
          <text x={x} y={duty + 11.5} textAnchor={anchor} className={css.duty}>
            {node.duty}
          </text>
        )}
        {count !== undefined && (
          <text x={x} y={figures + 11.5} textAnchor={anchor} className={css.figures}>
            {whole(count.open)} open
            {count.overdue > 0 && <tspan className={css.late}> · {whole(count.overdue)} late</tspan>}
            {count.open > 0 && <tspan className={css.duty}> · {age(count.median_age_hours)}</tspan>}
          </text>
        )}
        {node.differs && <circle className={css.differs} cx={node.x} cy={node.y} r={5} />}
      </g>
    </Go>
  );
}
