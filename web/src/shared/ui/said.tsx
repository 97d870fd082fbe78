import { Fragment } from "react";

/** A sentence of the server; what it has in backticks is something to type, or a name. */
export function Said({ children }: { children: string }) {
  const parts = children.split("`");
  // An odd backtick at the end opens nothing.
  const whole = parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join("`")];
  return (
    <>
      {whole.map((part, place) => (
        <Fragment key={place}>{place % 2 === 1 ? <code>{part}</code> : part}</Fragment>
      ))}
    </>
  );
}
