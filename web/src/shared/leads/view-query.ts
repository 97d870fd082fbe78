// How a view is written down, and opened.
import type { View } from "../api/types";
import { parseSearch, stringifySearch, type Filter } from "../filter";

/** The address of a view, without its name: what is compared and kept. */
export function queryText(filter: Filter): string {
  const rest = Object.entries(filter).filter(([key]) => key !== "view");
  return stringifySearch(Object.fromEntries(rest.sort(([a], [b]) => a.localeCompare(b)))).replace(/^\?/, "");
}

/** What the address of a view is. */
export const searchOf = (view: Pick<View, "id" | "query">): Filter => ({ ...parseSearch(view.query), view: view.id });
