// How the other side is told: addresses, secrets, and the snippet for a site.
import { useState } from "react";
import { Quiet } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import { Said } from "@/shared/ui/said";
import { say } from "@/shared/ui/toast";
import { changeWay, renewSecret, useDo, type WayIn } from "./api";
import css from "./capture.module.css";

export function Connect({ way }: { way: WayIn }) {
  const address = `${window.location.origin}${way.address}`;
  if (way.kind === "form") return <Share way={way} address={address} />;
  return (
    <section className={css.panel}>
      <h2>Connect it</h2>
      <Copied title="Send to" text={address} />
      <Secret way={way} />
      <p className="soft">{HOW[way.kind]}</p>
    </section>
  );
}

const HOW: Readonly<Record<string, string>> = {
  google_ads: "In Google Ads, open the lead form asset, choose Webhook integration, paste both, and send test data: it is counted here and makes no lead.",
  meta_leads: "In the app's Webhooks, subscribe the page to leadgen with this address and the secret as verify token. Its app secret proves what Meta sends, the page's access token fetches what people answered.",
  typeform: "In Typeform, open Connect, Webhooks, add the address, and enter the secret there.",
  json: "Send JSON by POST with the secret in a header: Authorization: Bearer SECRET, unless the definition names another.",
};

function Secret({ way }: { way: WayIn }) {
  const kept = `shown-once ${way.id}`;
  const [shown, setShown] = useState(() => sessionStorage.getItem(kept));
  const [asking, setAsking] = useState(false);
  const renew = useDo(() => renewSecret(way.id), ({ shown_once }) => {
    setShown(shown_once ?? null);
    setAsking(false);
  });
  const hide = () => {
    sessionStorage.removeItem(kept);
    setShown(null);
  };
  return (
    <>
      {shown !== null ? (
        <>
          <Copied title={way.kind === "meta_leads" ? "Verify token" : "Secret"} text={shown} />
          <p className={css.finding}>Shown now and never again: copy it to where it belongs. <Quiet onClick={hide}>I have it</Quiet></p>
        </>
      ) : asking ? (
        <p className={css.buttons}>
          <span>The one before stops working at once.</span>
          <button type="button" className={css.primary} disabled={renew.isPending} onClick={() => renew.mutate(null)}>Make a new one</button>
          <Quiet onClick={() => setAsking(false)}>Cancel</Quiet>
        </p>
      ) : (
        <p className={css.buttons}>
          <span className="soft">The secret is kept where nobody can read it.</span>
          <Quiet onClick={() => setAsking(true)}>New secret</Quiet>
        </p>
      )}
      {renew.error !== null && <p className={css.error} role="alert"><Said>{renew.error.message}</Said></p>}
      {way.kind === "meta_leads" && <Given way={way} />}
    </>
  );
}

/** What Meta makes, and we have to use. */
function Given({ way }: { way: WayIn }) {
  const [secret, setSecret] = useState("");
  const [token, setToken] = useState("");
  const keep = useDo(
    () => changeWay(way.id, { ...(secret !== "" && { secret }), ...(token !== "" && { access_token: token }) }),
    () => {
      setSecret("");
      setToken("");
      say("Kept, sealed.");
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate(null);
      }}
    >
      <div className={css.two}>
        <label className={css.line}>
          <span>App secret {way.has_secret && <small className="soft">kept</small>}</span>
          <input type="password" autoComplete="off" value={secret} onChange={(event) => setSecret(event.currentTarget.value)} />
        </label>
        <label className={css.line}>
          <span>Page access token {way.has_secret && <small className="soft">kept</small>}</span>
          <input type="password" autoComplete="off" value={token} onChange={(event) => setToken(event.currentTarget.value)} />
        </label>
      </div>
      {keep.error !== null && <p className={css.error} role="alert"><Said>{keep.error.message}</Said></p>}
      <button type="submit" className={css.button} disabled={keep.isPending || (secret === "" && token === "")}>Keep</button>
    </form>
  );
}

function Share({ way, address }: { way: WayIn; address: string }) {
  const snippet = `<div data-throughline-form="${way.id}"></div>\n<script src="${address}/embed.js" async></script>\n<noscript><a href="${address}">${way.title.replace(/[<>&"]/g, "")}</a></noscript>`;
  const sites = way.definition.form?.sites ?? [];
  return (
    <section className={css.panel}>
      <h2>Show it</h2>
      <Copied title="Its own page" text={address} open />
      <Copied title="In a page of your site" text={snippet} many />
      <p className="soft">
        {sites.length === 0 ? "Name the sites above that may show it; no other can. " : ""}
        The snippet brings the form in and remembers where somebody first came from. On a <code>&lt;form&gt;</code> of your own, put <code>data-throughline-form</code> on it instead of the <code>div</code>.
      </p>
    </section>
  );
}

function Copied({ title, text, many = false, open = false }: { title: string; text: string; many?: boolean; open?: boolean }) {
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => say("Copied."),
      () => say("It couldn't be copied: select it and copy it by hand.", "failed"),
    );
  };
  return (
    <div className={css.copied}>
      <span>{title}</span>
      {many ? <pre tabIndex={0}><code>{text}</code></pre> : <code>{text}</code>}
      <span className={css.buttons}>
        <Quiet onClick={copy} label={`Copy: ${title}`}>Copy</Quiet>
        {open && <a href={text} target="_blank" rel="noreferrer">Open <Icon name="right" size={12} /></a>}
      </span>
    </div>
  );
}
