import { useState } from "react";
import type { Overview } from "@/shared/api/types";
import { whole } from "@/shared/figures";
import { writtenDay } from "@/shared/time";
import { Bone, Go, Panel } from "@/shared/ui/bits";
import css from "./overview.module.css";

type Week = Overview["flow"][number];

const WIDTH = 340;
const HEIGHT = 140;
const LEFT = 30;
const BOTTOM = 18;
const TOP = 16;

/** Whether the last four whole weeks brought more than the four before. */
export function trend(weeks: readonly Week[]): string {
  const whole4 = weeks.slice(0, -1);
  const last = whole4.slice(-4);
  const before = whole4.slice(-8, -4);
  if (before.length < 4) return "Leads in and deals won, by week";
  const mean = (of: readonly Week[]) => of.reduce((sum, week) => sum + week.in, 0) / of.length;
  const [now, then] = [mean(last), mean(before)];
  const change = then === 0 ? 0 : now / then - 1;
  const per = `${Math.round(now)} a week`;
  if (Math.abs(change) < 0.1) return `Leads come in steadily: ${per}`;
  return change > 0 ? `More leads come in: ${per}, before ${Math.round(then)}` : `Fewer leads come in: ${per}, before ${Math.round(then)}`;
}

/** A round figure at or above the most. */
function ceiling(most: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 2, 4, 5, 10].map((times) => times * step).find((round) => round >= most) ?? most;
}

export function Flow({ flow, asOf }: { flow: readonly Week[] | undefined; asOf: string | undefined }) {
  const [at, setAt] = useState<number | null>(null);
  const weeks = flow?.slice(-26) ?? [];
  const now = new Date(asOf ?? 0).getTime();
  const most = ceiling(Math.max(...weeks.map((week) => week.in), 1));
  const wide = (WIDTH - LEFT) / Math.max(weeks.length, 1);
  const y = (n: number) => HEIGHT - BOTTOM - (n / most) * (HEIGHT - BOTTOM - TOP);
  const sum = weeks.reduce((total, week) => total + week.in, 0);
  const shown = at === null ? null : weeks[at];
  return (
    <Panel title={flow === undefined ? <Bone width="16rem" /> : trend(weeks)} id="flow">
      <p className={css.caption}>
        {shown == null ? (
          <>
            Leads a week, {weeks.length} weeks, n = {whole(sum)}. <span className={css.keyIn}>in</span> <span className={css.keyWon}>won</span>
          </>
        ) : (
          <>
            Week of {writtenDay(shown.week, now)}: <b>{whole(shown.in)}</b> in, <b>{whole(shown.won)}</b> won
          </>
        )}
      </p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={css.flow} role="group" aria-label="Leads in and won by week" onMouseLeave={() => setAt(null)}>
        {[0, most / 2, most].map((n) => (
          <g key={n}>
            <line x1={LEFT} x2={WIDTH} y1={y(n)} y2={y(n)} className={css.gridLine} />
            <text x={LEFT - 5} y={y(n) + 3.5} textAnchor="end" className={css.axis}>
              {Number.isInteger(n) ? whole(n) : ""}
            </text>
          </g>
        ))}
        {weeks.map((week, place) => {
          const x = LEFT + place * wide;
          const until = new Date(new Date(week.week).getTime() + 6 * 86_400_000).toISOString().slice(0, 10);
          return (
            <g key={week.week} onMouseEnter={() => setAt(place)} onFocus={() => setAt(place)} onBlur={() => setAt(null)}>
              <Go href={`/leads?captured_from=${week.week}&captured_to=${until}`} label={`Week of ${writtenDay(week.week, now)}: ${week.in} leads in, ${week.won} won`}>
                <rect x={x} y={TOP} width={wide} height={HEIGHT - BOTTOM - TOP} fill="transparent" />
                <rect x={x + 1} y={y(week.in)} width={Math.max(wide - 2, 1)} height={Math.max(HEIGHT - BOTTOM - y(week.in), 0)} className={css.flowIn} data-at={at === place} />
                <rect x={x + 1} y={y(week.won)} width={Math.max(wide - 2, 1)} height={Math.max(HEIGHT - BOTTOM - y(week.won), 0)} className={css.flowWon} />
              </Go>
            </g>
          );
        })}
        <text x={LEFT} y={TOP - 5} className={css.axis}>
          leads a week
        </text>
        {weeks.map((week, place) =>
          place % Math.ceil(weeks.length / 5) === 0 ? (
            <text key={week.week} x={LEFT + place * wide} y={HEIGHT - 4} className={css.axis}>
              {writtenDay(week.week, now)}
            </text>
          ) : null,
        )}
      </svg>
    </Panel>
  );
}
