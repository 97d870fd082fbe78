import { placeOf, stringifySearch } from "@/shared/filter";

/** All the leads that the cells divide: their address without the cell. */
export function leadsOf(cells: readonly { href: string }[]): string {
  const first = cells[0];
  if (first === undefined) return "/leads";
  const { to, search } = placeOf(first.href);
  const rest = Object.fromEntries(Object.entries(search).filter(([key]) => key !== "cell"));
  return `${to}${stringifySearch(rest)}`;
}
