// The drawing: lanes are roles, boxes are stages, arrows are moves. Where everything
// stands, the server says; here it is drawn, with what is on the line.
import type { CSSProperties } from "react";
import type { Counts, Drawing } from "@/shared/api/types";
import { count, whole } from "@/shared/figures";
import { age } from "@/shared/time";
import { Go } from "@/shared/ui/bits";
import { useFilter, stringifySearch } from "@/shared/filter";
import { head, shortened, thickness } from "./arrows";
import css from "./process.module.css";

type Node = Drawing["nodes"][number];
type Arrow = Drawing["arrows"][number];
type Lane = Drawing["lanes"][number];

const ORDER = ["consequence", "back", "drawn", "hand_off"];
const TITLE = 17;
const SMALL = 15;
/** Of the title of a lane. */
const LANE = 15;

interface Figures {
  open?: number;
  overdue?: number;
  age?: number;
  ended?: number;
}

/** What is at a stage, or ended there; the API leaves out where nothing is. */
function figuresOf(counts: Counts | undefined, node: Node): Figures | undefined {
  if (counts === undefined) return undefined;
  if (node.kind === "end") return { ended: counts.ends.find(({ stage }) => stage === node.stage)?.leads ?? 0 };
  const here = counts.stages.find(({ stage }) => stage === node.stage);
  return { open: here?.open ?? 0, overdue: here?.overdue ?? 0, age: here?.median_age_hours ?? 0 };
}

/** The same for who doesn't see it. */
function spoken(figures: Figures | undefined): string[] {
  if (figures?.ended !== undefined) return [`${whole(figures.ended)} ended here`];
  if (figures?.open === undefined) return [];
  return [`${whole(figures.open)} open`, ...(figures.overdue === undefined || figures.overdue === 0 ? [] : [`${whole(figures.overdue)} overdue`])];
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
        {drawing.lanes.map((lane) => (
          <Row key={`${lane.role ?? ""} ${lane.y}`} lane={lane} width={width} gutter={gutter} />
        ))}
        <rect className={css.border} x={0.5} y={0.5} width={width - 1} height={height - 1} rx={6} />
        {drawing.entry != null && <Entry entry={drawing.entry} />}
        {sorted.map((arrow) => (
          <Line key={arrow.path} arrow={arrow} leads={volume(arrow)} most={most} lit={touches(arrow)} />
        ))}
        {drawing.nodes.map((node) => (
          <Stage
            key={node.stage}
            node={node}
            figures={figuresOf(counts, node)}
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

function Row({ lane, width, gutter }: { lane: Lane; width: number; gutter: number }) {
  const first = lane.y + lane.height / 2 - ((lane.lines.length - 1) * LANE) / 2 + 4;
  return (
    <g className={css.lane}>
      <title>{lane.title}</title>
      <rect y={lane.y} width={width} height={lane.height} />
      <rect y={lane.y} width={gutter} height={lane.height} className={css.gutter} />
      {lane.y > 0 && <path d={`M0 ${lane.y}H${width}`} />}
      {lane.lines.map((line, place) => (
        <text key={line} x={12} y={first + LANE * place}>
          {line}
        </text>
      ))}
    </g>
  );
}

/** Where leads come in. */
function Entry({ entry: { points } }: { entry: NonNullable<Drawing["entry"]> }) {
  const [[x = 0, y = 0] = [], [to = 0] = []] = points;
  return (
    <g className={css.arrow} data-kind="entry">
      <title>Leads come in here</title>
      <circle cx={x} cy={y} r={4} />
      <path d={`M${x} ${y}H${to - 6}`} />
      <polygon points={head(points, 1.4)} />
    </g>
  );
}

/** Words beside or on an arrow; the line passes behind them. */
function Words({ arrow: { label, label_x: x, label_y: y, label_width: wide, label_height: high, kind, about } }: { arrow: Arrow }) {
  if (label == null || x == null || y == null || wide == null || high == null) return null;
  return (
    <g className={css.label} data-kind={kind} aria-hidden="true">
      <title>{about}</title>
      <rect x={x - wide / 2} y={y - high / 2} width={wide} height={high} rx={3} />
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

/** What was chosen may stand outside of what is seen of a wide picture. */
function intoView(box: SVGGElement | null) {
  const scroller = box?.closest<HTMLElement>("[role=region]");
  if (box == null || scroller == null) return;
  const [inner, outer] = [box.getBoundingClientRect(), scroller.getBoundingClientRect()];
  if (inner.left < outer.left || inner.right > outer.right) scroller.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}

function Stage({ node, figures, chosen, href }: { node: Node; figures: Figures | undefined; chosen: boolean; href: string }) {
  const slim = node.kind === "gate" || node.kind === "end";
  const tall = node.lines.length * TITLE + (node.duty == null ? 0 : SMALL) + (figures === undefined ? 0 : SMALL + 4);
  const top = node.y + (node.height - tall) / 2;
  const x = slim ? node.x + node.width / 2 : node.x + 12;
  const anchor = slim ? "middle" : "start";
  const duty = top + node.lines.length * TITLE;
  const last = duty + (node.duty == null ? 0 : SMALL) + 4;
  const label = [node.title, ...spoken(figures)].join(", ");
  return (
    <Go href={href} label={label} className={css.stageLink}>
      <g ref={chosen ? intoView : undefined} className={css.stage} data-kind={node.kind} data-outcome={node.outcome} data-chosen={chosen} data-stage={node.stage}>
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
        {figures !== undefined && (
          <text x={x} y={last + 11.5} textAnchor={anchor} className={css.figures}>
            {figures.ended === undefined ? `${whole(figures.open ?? 0)} open` : count(figures.ended, "lead")}
            {(figures.overdue ?? 0) > 0 && <tspan className={css.late}> · {whole(figures.overdue ?? 0)} late</tspan>}
            {(figures.open ?? 0) > 0 && <tspan className={css.duty}> · {age(figures.age ?? 0)}</tspan>}
          </text>
        )}
        {node.differs && <circle className={css.differs} cx={node.x} cy={node.y} r={5} />}
      </g>
    </Go>
  );
}
