// The frame around every screen: where one can go, what was found, who is here, and
// whether what is seen is still true.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { meQuery } from "@/shared/api/queries";
import { hearKeys, useKeys } from "@/shared/keys";
import { listen, useLive } from "@/shared/live";
import { moment } from "@/shared/time";
import { Icon, type IconName } from "@/shared/ui/icons";
import { Toasts } from "@/shared/ui/toast";
import { AlertsMenu } from "./alerts";
import css from "./frame.module.css";
import { Help } from "./help";
import { Palette } from "./palette";
import { UserMenu } from "./user-menu";

export interface Page {
  to: "/today" | "/overview" | "/leads" | "/board" | "/process" | "/duplicates" | "/capture";
  title: string;
  icon: IconName;
  key: string;
  /** Only for those who set up ways in. */
  arranges?: boolean;
  /** Work for a desk: on a phone the palette finds it. */
  desk?: boolean;
}

/** In the order of use. */
export const PAGES: readonly Page[] = [
  { to: "/today", title: "Today", icon: "today", key: "g t" },
  { to: "/overview", title: "Overview", icon: "overview", key: "g o" },
  { to: "/leads", title: "Leads", icon: "leads", key: "g l" },
  { to: "/board", title: "Board", icon: "board", key: "g b" },
  { to: "/process", title: "Process", icon: "process", key: "g p" },
  { to: "/duplicates", title: "Duplicates", icon: "merged", key: "g d", desk: true },
  { to: "/capture", title: "Capture", icon: "captured", key: "g c", arranges: true, desk: true },
];

/** The pages that whoever is here may use. */
export function usePages(): readonly Page[] {
  const { data: me } = useQuery(meQuery);
  return PAGES.filter(({ arranges }) => arranges !== true || me?.arranges === true);
}

export function Frame() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const pages = usePages();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);

  useEffect(() => listen(queries), [queries]);
  useEffect(hearKeys, []);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setPalette(true);
    };
    document.addEventListener("keydown", open);
    return () => document.removeEventListener("keydown", open);
  }, []);

  useKeys([
    ...pages.map(({ to, title, key }) => ({ keys: key, does: `Go to ${title}`, group: "Everywhere", run: () => void navigate({ to, search: {} }) })),
    { keys: "/", does: "Find a lead, a page, an action", group: "Everywhere", run: () => setPalette(true) },
    { keys: "?", does: "Show the keys", group: "Everywhere", run: () => setHelp(true) },
  ]);

  return (
    <div className={css.frame}>
      <a href="#screen" className={css.skip}>
        Skip to the screen
      </a>
      <nav className={css.rail} aria-label="Screens">
        <div className={css.brand}>
          <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
            <path d="M4 11h8c6 0 3 10 9 10h7" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
            <circle cx="5" cy="11" r="3" fill="currentColor" />
            <circle cx="27" cy="21" r="3" fill="currentColor" />
          </svg>
          <span>{me?.organisation ?? "Throughline"}</span>
        </div>
        <ul>
          {pages.map(({ to, title, icon, key, desk }) => (
            <li key={to} data-desk={desk}>
              <Link to={to} search={{}} className={css.page} activeProps={{ "aria-current": "page" }} activeOptions={{ includeSearch: false, exact: to !== "/leads" && to !== "/capture" }} title={`${title} (${key})`}>
                <Icon name={icon} />
                <span>{title}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <header className={css.top}>
        <button type="button" className={css.search} onClick={() => setPalette(true)} aria-label="Find a lead, a page, an action" aria-keyshortcuts="Control+K Meta+K">
          <Icon name="search" />
          <span className={css.searchText}>Find a lead, a page, an action</span>
          <kbd className={css.searchKey}>{/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘ K" : "Ctrl K"}</kbd>
        </button>
        <div className={css.topRight}>
          {me?.demo === true && <span className={css.demo}>Demo data</span>}
          <LiveSign />
          <AlertsMenu unacknowledged={me?.unacknowledged ?? 0} />
          <UserMenu me={me} onHelp={() => setHelp(true)} />
        </div>
      </header>
      <main className={css.screen} id="screen" tabIndex={-1}>
        <Outlet />
      </main>
      <Palette opened={palette} close={() => setPalette(false)} />
      <Help opened={help} close={() => setHelp(false)} />
      <Toasts />
    </div>
  );
}

/** Says that what is seen may be old; silent while all is well. */
function LiveSign() {
  const { state, since } = useLive();
  return (
    <span role="status" className={css.live} data-state={state}>
      {state === "lost" && since !== null && (
        <>
          <Icon name="alert" size={14} />
          <span>
            <b>Connection lost.</b> <span className={css.liveMore}>As of {moment(new Date(since), since)}; trying again</span>
          </span>
        </>
      )}
    </span>
  );
}
