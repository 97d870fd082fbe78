// What the small forms of the lead page share.
import { useEffect, useId, useRef, type ReactNode, type SyntheticEvent } from "react";
import { Problem } from "../api/client";
import { Said } from "../ui/said";
import css from "./form.module.css";

interface SmallFormProps {
  title: string;
  send: string;
  pending: boolean;
  error: Error | null;
  /** Fields that show what is wrong with them themselves. */
  fields: readonly string[];
  onSend: () => void;
  close: () => void;
  children: ReactNode;
}

/** A form in its place: Enter sends, Escape closes, and the first field has the focus. */
export function SmallForm({ title, send, pending, error, fields, onSend, close, children }: SmallFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const first = form.current?.querySelector<HTMLElement>("[data-first]") ?? form.current?.querySelector<HTMLElement>("input, select, textarea");
    first?.focus();
    form.current?.scrollIntoView({ block: "nearest" });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!pending) onSend();
  };
  const placed = error instanceof Problem && fields.some((field) => error.isAbout(field));
  return (
    <form
      ref={form}
      className={css.form}
      aria-labelledby={id}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          close();
        }
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
      }}
    >
      <h3 id={id}>{title}</h3>
      {children}
      {error !== null && !placed && (
        <p className={css.error} role="alert">
          <Said>{error.message}</Said>
        </p>
      )}
      <div className={css.buttons}>
        <button type="submit" className={css.primary} disabled={pending}>
          {send} <kbd>Enter</kbd>
        </button>
        <button type="button" className={css.button} onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}

interface LineProps {
  title: string;
  /** Its name in the pointer of a problem. */
  name: string;
  error?: Error | null | undefined;
  hint?: string | undefined;
  children: (how: { id: string; "aria-invalid": boolean; "aria-describedby": string | undefined }) => ReactNode;
}

/** A field with its name above and what is wrong with it below. */
export function Line({ title, name, error, hint, children }: LineProps) {
  const id = useId();
  const wrong = error instanceof Problem && error.isAbout(name) ? error.message : null;
  const said = wrong ?? hint;
  return (
    <div className={css.line}>
      <label htmlFor={id}>{title}</label>
      {children({ id, "aria-invalid": wrong !== null, "aria-describedby": said === undefined ? undefined : `${id}-said` })}
      {said !== undefined && (
        <small id={`${id}-said`} className={wrong === null ? "soft" : css.error} role={wrong === null ? undefined : "alert"}>
          <Said>{said}</Said>
        </small>
      )}
    </div>
  );
}
