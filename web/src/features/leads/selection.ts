// Which leads of a list are selected: some by one, or all that the filter finds.

export interface Selection {
  /** All of the filter, also those that aren't on screen. */
  all: boolean;
  ids: ReadonlySet<string>;
  /** Where a range begins. */
  from: string | null;
}

export const NOTHING: Selection = { all: false, ids: new Set(), from: null };

/** One more, or one less. */
export function toggled({ all, ids, from }: Selection, id: string, shown: readonly string[]): Selection {
  // One taken out of all: the others that are known stay.
  const next = new Set(all ? shown : ids);
  if (!next.delete(id)) next.add(id);
  return { all: false, ids: next, from: next.has(id) ? id : from };
}

/** From the last one that was selected to this one. */
export function ranged(selection: Selection, id: string, shown: readonly string[]): Selection {
  const a = selection.from === null ? -1 : shown.indexOf(selection.from);
  const b = shown.indexOf(id);
  if (a < 0 || b < 0) return toggled(selection, id, shown);
  const between = shown.slice(Math.min(a, b), Math.max(a, b) + 1);
  return { ...selection, all: false, ids: new Set([...selection.ids, ...between]) };
}

export const isSelected = ({ all, ids }: Selection, id: string): boolean => all || ids.has(id);
export const isEmpty = ({ all, ids }: Selection): boolean => !all && ids.size === 0;
