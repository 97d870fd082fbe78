import css from "./process.module.css";

/** The text that was agreed, as it was published. */
export function Agreed({ text, version }: { text: string; version: number }) {
  return (
    <div className={css.text} tabIndex={0} role="region" aria-label={`Agreed text of version ${version}`}>
      <pre>
        {text.split("\n").map((line, place) => (
          <span key={place} className={css.textLine}>
            <span className={css.number} aria-hidden="true">
              {place + 1}
            </span>
            <code data-comment={/^\s*#/.test(line)}>{line === "" ? " " : line}</code>
          </span>
        ))}
      </pre>
    </div>
  );
}
