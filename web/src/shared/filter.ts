// The filter of a screen lives in its address: a link restores the screen.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export type Filter = Readonly<Record<string, string>>;
export type Patch = Readonly<Record<string, string | null | undefined>>;

/** The filter with some of it changed; empty and `null` take away. */
export function patched(filter: Filter, patch: Patch): Filter {
  const next: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...filter, ...patch })) {
    if (value != null && value !== "") next[key] = value;
  }
  return next;
}

/** Every value of an address is text; what it means, the screen knows. */
export function parseSearch(search: string): Filter {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === "string" && value !== "") params.set(key, value);
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

export function useFilter(): [Filter, (patch: Patch, how?: { replace?: boolean }) => void] {
  const filter: Filter = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (patch: Patch, { replace = false }: { replace?: boolean } = {}) => {
      void navigate({ to: ".", search: (before: Filter) => patched(before, patch), replace, resetScroll: false } as never);
    },
    [navigate],
  );
  return [filter, change];
}

/** Where an address of the API's answers leads: `/leads?cell=waiting`. */
export function placeOf(href: string): { to: string; search: Filter } {
  const url = new URL(href, "http://here");
  return { to: url.pathname, search: parseSearch(url.search) };
}
