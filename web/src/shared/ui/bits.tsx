// The small parts that every screen is made of.
import { Link } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import type { Problem } from "../api/client";
import { placeOf } from "../filter";
import { useNow, useSeconds } from "../now";
import { ago, full, left, urgency, zoneName, type Urgency } from "../time";
import css from "./bits.module.css";
import { Icon } from "./icons";
import { Said } from "./said";

/** A link to where the API says: a figure opens the leads behind it. */
export function Go({ href, children, className, label }: { href: string; children: ReactNode; className?: string | undefined; label?: string | undefined }) {
  const { to, search } = placeOf(href);
  return (
    <Link to={to as never} search={search as never} className={className} aria-label={label}>
      {children}
    </Link>
  );
}

export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Throughline`;
  }, [title]);
}

const TONE: Record<Urgency, string | undefined> = { broken: css.red, soon: css.amber, calm: undefined };

/** What is left of a deadline, by the second. Red only when it is broken. */
export function Due({ at, warnAt, ended = false }: { at: string; warnAt?: string | null | undefined; ended?: boolean }) {
  const now = useSeconds();
  const how = ended ? "calm" : urgency(at, now, warnAt);
  return (
    <time dateTime={at} title={`Due ${full(at)}`} className={`${css.due ?? ""} ${TONE[how] ?? ""}`}>
      {left(at, now)}
    </time>
  );
}

export function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={full(at)} className="nowrap">
      {ago(at, now)}
    </time>
  );
}

/** Says once a screen in which zone its times are. */
export function Zone() {
  return <small className="soft nowrap" data-testid="zone">Times in {zoneName().replace(/_/g, " ")}</small>;
}

export function Grade({ grade }: { grade: string | null | undefined }) {
  if (grade == null) return <span className="soft">–</span>;
  return (
    <span className={css.grade} data-grade={grade} title={`Grade ${grade}`}>
      {grade}
    </span>
  );
}

export function Tag({ children, tone }: { children: ReactNode; tone?: "red" | "amber" | "accent" | undefined }) {
  return (
    <span className={css.tag} data-tone={tone}>
      {children}
    </span>
  );
}

export function Panel({ title, aside, children, id }: { title?: ReactNode; aside?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section className={css.panel} aria-labelledby={title !== undefined && id !== undefined ? `${id}-title` : undefined} id={id}>
      {title !== undefined && (
        <header className={css.panelHead}>
          <h2 id={id === undefined ? undefined : `${id}-title`}>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

/** Holds the place of what is on its way, in its size. */
export function Bone({ width = "100%", height = "1em" }: { width?: string | number; height?: string | number }) {
  return <span className={css.bone} style={{ width, height }} aria-hidden="true" />;
}

/** What one can do where there is nothing yet. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <h2>{title}</h2>
      <div>{children}</div>
    </div>
  );
}

/** What went wrong, and the one thing to do about it. */
export function Failure({ problem, retry }: { problem: Error; retry?: (() => void) | undefined }) {
  const code = "code" in problem ? (problem as Problem).code : null;
  return (
    <div className={css.failure} role="alert">
      <Icon name="alert" />
      <div>
        <p><Said>{problem.message}</Said></p>
        {code !== null && <small className="soft">{code}</small>}
      </div>
      {retry !== undefined && (
        <button type="button" className={css.quiet} onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** A small button that doesn't ask for attention. */
export function Quiet({ children, onClick, label, pressed, disabled }: { children: ReactNode; onClick: () => void; label?: string | undefined; pressed?: boolean; disabled?: boolean }) {
  return (
    <button type="button" className={css.quiet} onClick={onClick} aria-label={label} aria-pressed={pressed} disabled={disabled}>
      {children}
    </button>
  );
}
