import { Fragment } from "react";
import type { Overview } from "@/shared/api/types";
import { share, whole, words } from "@/shared/figures";
import { Bone, Go } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import { leadsOf } from "./leads-of";
import css from "./overview.module.css";

/** What the cells mean, in the words of the house. */
const MEANING: Record<string, string> = {
  waiting: "open, nobody has reached out yet",
  followed: "open, a person has reached out",
  returned: "open, given back at a hand-off",
  nurtured: "open, waiting for interest to return",
  won: "ended with revenue",
  lost: "ended with a no",
  disqualified: "never was one",
  merged: "goes on in another lead",
};
const CELLS = Object.keys(MEANING);

/** In = what became of them, as an equation that adds up, to the single lead. */
export function Balance({ balance }: { balance: Overview["balance"] | undefined }) {
  const all = balance?.cells ?? CELLS.map((cell) => ({ cell, leads: null, href: "" }));
  // Rare, and no end of its own: shown where there is any.
  const cells = all.filter(({ cell, leads }) => cell !== "merged" || (leads !== null && leads > 0));
  const sum = balance?.cells.reduce((total, { leads }) => total + leads, 0);
  const off = balance === undefined || sum === undefined ? 0 : balance.leads - sum;
  return (
    <section className={css.balance} aria-labelledby="balance-title">
      <h2 id="balance-title" className={css.balanceTitle}>
        What became of every lead
        {balance !== undefined && off === 0 && (
          <small className={css.adds}>
            <Icon name="check" size={13} /> adds up
          </small>
        )}
        {off !== 0 && <small className={css.off}>{whole(Math.abs(off))} not accounted for</small>}
      </h2>
      <div className={css.equation} data-testid="balance">
        <div className={css.total}>
          {balance === undefined ? <Bone width="4ch" height="1.9rem" /> : <Go href={leadsOf(balance.cells)} className={css.figure} label={`${whole(balance.leads)} leads in`}>{whole(balance.leads)}</Go>}
          <span>In</span>
          <small>100 %</small>
          <small>all that came in</small>
        </div>
        {cells.map(({ cell, leads, href }, place) => (
          <Fragment key={cell}>
            <span className={css.sign} aria-hidden="true">
              {place === 0 ? "=" : "+"}
            </span>
            <div data-cell={cell}>
              {leads === null ? <Bone width="3ch" height="1.9rem" /> : <Go href={href} className={css.figure} label={`${whole(leads)} ${cell}`}>{whole(leads)}</Go>}
              <span>{words(cell)}</span>
              <small>{balance === undefined || leads === null || balance.leads === 0 ? "–" : share(leads / balance.leads, balance.leads)}</small>
              <small>{MEANING[cell] ?? ""}</small>
            </div>
          </Fragment>
        ))}
      </div>
    </section>
  );
}
