import type { Overview } from "@/shared/api/types";
import { interval, share, whole } from "@/shared/figures";
import { Bone, Go, Panel } from "@/shared/ui/bits";
import css from "./overview.module.css";

type Step = Overview["funnel"][number];

/** The step before which most leads are lost, as a sentence. */
export function finding(funnel: readonly Step[]): string {
  let worst: { from: Step; to: Step; lost: number } | null = null;
  for (const [place, to] of funnel.entries()) {
    const from = funnel[place - 1];
    if (from === undefined) continue;
    const lost = from.leads - to.leads;
    if (lost > (worst?.lost ?? 0)) worst = { from, to, lost };
  }
  if (worst === null) return "How far leads come";
  return `Most are lost before ${worst.to.title}: ${share(worst.to.leads / worst.from.leads, worst.from.leads)} of ${worst.from.title} come there`;
}

/** How many of those who came in ever reached a stage. The thin line is the interval. */
export function Funnel({ funnel, leads }: { funnel: Overview["funnel"] | undefined; leads: number }) {
  return (
    <Panel title={funnel === undefined ? <Bone width="24rem" /> : finding(funnel)} id="funnel">
      <p className={css.caption}>
        Leads that ever reached a stage, share of {funnel === undefined ? "all" : whole(leads)} that came in; the line marks the 95 % interval.{funnel?.some(({ of_previous: kept }) => (kept ?? 0) > 1) === true && " Over 100 % of the previous: some came past it, by exceptions."}
      </p>
      <table className={css.funnel}>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col" className={css.wide}>
              <span className="seen-by-readers">Bar</span>
            </th>
            <th scope="col" className="n">Leads</th>
            <th scope="col" className="n">Share</th>
            <th scope="col" className={`n ${css.interval ?? ""}`}>Interval</th>
            <th scope="col" className="n">of previous</th>
          </tr>
        </thead>
        <tbody>
          {funnel === undefined &&
            [0, 1, 2, 3, 4, 5].map((row) => (
              <tr key={row}>
                <td colSpan={6}>
                  <Bone height="1.2rem" />
                </td>
              </tr>
            ))}
          {funnel?.map((step) => {
            const [low, high] = step.interval ?? [];
            return (
              <tr key={step.stage} data-stage={step.stage}>
                <th scope="row">
                  <Go href={step.href}>{step.title}</Go>
                </th>
                <td className={css.wide}>
                  <Go href={step.href} className={css.track} label={`${whole(step.leads)} leads reached ${step.title}`}>
                    <span className={css.bar} style={{ width: `${(step.share ?? 0) * 100}%` }} />
                    {low !== undefined && high !== undefined && high > low && <span className={css.whisker} style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }} />}
                  </Go>
                </td>
                <td className="n">
                  <Go href={step.href} label={`${whole(step.leads)} leads reached ${step.title}`}>{whole(step.leads)}</Go>
                </td>
                <td className="n nowrap">{step.share == null ? "–" : share(step.share, leads)}</td>
                <td className={`n soft nowrap ${css.interval ?? ""}`}>{interval(step.interval, leads) ?? "–"}</td>
                <td className="n soft nowrap">{step.of_previous == null ? "–" : share(step.of_previous, leads)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {leads > 0 && leads < 30 && <p className={css.caption}>Only {leads} leads: too few to conclude much.</p>}
    </Panel>
  );
}
