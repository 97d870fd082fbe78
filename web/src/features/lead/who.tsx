import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import type { Lead } from "@/shared/api/types";
import { money, words } from "@/shared/figures";
import { Ago, Panel } from "@/shared/ui/bits";
import css from "./lead.module.css";

/** Person, company, where they come from, what they agreed to. */
export function Who({ lead }: { lead: Lead }) {
  const { person, company, source, consent, message } = lead;
  return (
    <>
      <Panel title="Who" id="who">
        <dl className={css.facts}>
          <Fact title="Name">{person.name}</Fact>
          <Fact title="Phone">{person.phone != null && <a href={`tel:${person.phone.replace(/[^+\d]/g, "")}`}>{person.phone}</a>}</Fact>
          <Fact title="Mail">{person.email != null && <a href={`mailto:${person.email}`}><Broken address={person.email} /></a>}</Fact>
          <Fact title="Company">{company?.name}</Fact>
          <Fact title="Region">{person.region}</Fact>
          <Fact title="Amount">{money(lead.amount)}</Fact>
          <Fact title="May be mailed">{consent == null ? "not asked" : `${consent.marketing ? "yes" : "no"}${consent.text_version == null ? "" : `, text ${consent.text_version}`}`}</Fact>
        </dl>
      </Panel>
      <Panel title="Where from" id="source">
        <dl className={css.facts}>
          <Fact title="Family">
            <Link to="/leads" search={{ family: source.family }}>
              {words(source.family)}
            </Link>
          </Fact>
          <Fact title="Channel">
            <Link to="/leads" search={{ channel: source.channel }}>
              {words(source.channel)}
            </Link>
          </Fact>
          <Fact title="Campaign">{source.campaign}</Fact>
          <Fact title="Landing page">{source.landing_page != null && <Web address={source.landing_page} />}</Fact>
          <Fact title="Referrer">{source.referrer != null && <Web address={source.referrer} />}</Fact>
          <Fact title="Came in">
            <Ago at={lead.captured_at} />
          </Fact>
        </dl>
        {message != null && message !== "" && <blockquote className={css.message}>{message}</blockquote>}
      </Panel>
    </>
  );
}

/** A mail address, that may be broken where people would break it. */
function Broken({ address }: { address: string }) {
  return address.split(/(?=[@.])/).map((part, place) => (
    <Fragment key={place}>
      {place > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** Only an address of the web becomes a link: what came in from outside may say anything. */
function Web({ address }: { address: string }) {
  if (!/^https?:\/\//i.test(address)) return <>{address}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow" title={address}>
      {address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\?.*$/, "?…")}
    </a>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  const empty = children == null || children === false || children === "";
  return (
    <div>
      <dt>{title}</dt>
      <dd>{empty ? <span className="soft">–</span> : children}</dd>
    </div>
  );
}
