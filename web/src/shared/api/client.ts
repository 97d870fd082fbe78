// The one way to the server: typed by its own document, every failure a `Problem`.
import createClient from "openapi-fetch";
import { wasLeft } from "../leaving";
import type { paths } from "./schema";

export const api = createClient<paths>({ baseUrl: window.location.origin, credentials: "same-origin" });

/** Why the server didn't do it, in its own words (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  /** Stable, as `docs/errors.md` lists it; `network` when no answer came. */
  readonly code: string;
  /** The field it is about, as a JSON pointer: `/fields/segment`. */
  readonly pointer: string | null;

  constructor(of: { status: number; code: string; message: string; pointer?: string | null }) {
    super(of.message);
    this.name = "Problem";
    this.status = of.status;
    this.code = of.code;
    this.pointer = of.pointer ?? null;
  }

  /** Is it about this field? A form shows it there then. */
  isAbout(field: string): boolean {
    if (this.pointer === null) return false;
    const parts = this.pointer.replace(/^#?\//, "").split("/");
    return parts.includes(field);
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws a `Problem` for any other end, or an abort when the page was left. */
export async function got<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    if (await wasLeft()) throw new DOMException("The page was left before the answer came.", "AbortError");
    throw new Problem({ status: 0, code: "network", message: "The server can't be reached." });
  }
  if (answer.response.ok) return answer.data as T;
  throw problemOf(answer.response.status, answer.error);
}

export function problemOf(status: number, body: unknown): Problem {
  const said = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const text = (key: string) => (typeof said[key] === "string" ? said[key] : null);
  return new Problem({
    status,
    code: text("code") ?? `http.${status}`,
    message: text("detail") ?? text("title") ?? `The server answered ${status}.`,
    pointer: text("pointer"),
  });
}
