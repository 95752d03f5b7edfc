/** Why: which clips a plan is for, as a value: by hand, by a range from the one chosen last, or all that match. */

export interface Selection {
  readonly ids: ReadonlySet<number>;
  /** Where a range begins: the clip that was chosen or left out last. */
  readonly anchor: number | null;
}

export const NOBODY: Selection = { ids: new Set(), anchor: null };

/** Take a clip in or leave it out. */
export function toggled({ ids }: Selection, id: number): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/**
 * Everything between the clip chosen last and this one becomes as that one is.
 *
 * @param rows The clips that are listed, in their order.
 */
export function ranged(selection: Selection, rows: readonly number[], id: number): Selection {
  const { ids, anchor } = selection;
  const [from, to] = [anchor === null ? -1 : rows.indexOf(anchor), rows.indexOf(id)];
  if (anchor === null || from < 0 || to < 0) return toggled(selection, id);
  const next = new Set(ids);
  for (const each of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (ids.has(anchor)) next.add(each);
    else next.delete(each);
  }
  return { ids: next, anchor };
}

/** All that are listed, or none of them where all are in already; what is selected beyond the list stays. */
export function allListed({ ids, anchor }: Selection, rows: readonly number[]): Selection {
  const next = new Set(ids);
  const every = rows.every((id) => ids.has(id));
  for (const id of rows) {
    if (every) next.delete(id);
    else next.add(id);
  }
  return { ids: next, anchor };
}

export const whole = (ids: readonly number[]): Selection => ({ ids: new Set(ids), anchor: null });

/** How much of what is listed is selected, for the box in the head. */
export function share({ ids }: Selection, rows: readonly number[]): "none" | "some" | "all" {
  const count = rows.filter((id) => ids.has(id)).length;
  if (count === 0) return "none";
  return count === rows.length ? "all" : "some";
}
