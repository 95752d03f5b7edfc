/** Why: autosave keeps every pause of a hand; a reader wants one line for each sitting, which can still be opened. */

export interface Saved {
  readonly revision: number;
  readonly saved: string;
  readonly by: { readonly id: number } | null;
  readonly source: string;
}

/** The newest version of a sitting, and the earlier ones, newest first. */
export interface Fold<Version> {
  readonly newest: Version;
  readonly earlier: readonly Version[];
}

const SITTING_MS = 10 * 60_000;

/** Versions of one hand within ten minutes, as one fold each. `versions` come newest first. */
export function folded<Version extends Saved>(versions: readonly Version[]): Fold<Version>[] {
  const folds: { newest: Version; earlier: Version[] }[] = [];
  for (const version of versions) {
    const last = folds.at(-1);
    if (last && sameSitting(last.newest, version)) last.earlier.push(version);
    else folds.push({ newest: version, earlier: [] });
  }
  return folds;
}

function sameSitting(newest: Saved, other: Saved): boolean {
  const apart = Date.parse(newest.saved) - Date.parse(other.saved);
  return newest.by?.id === other.by?.id && newest.source === other.source && apart <= SITTING_MS;
}

/** The version to compare a version with: the newest of the sitting before its own; null for the first. */
export function predecessor<Version extends Saved>(folds: readonly Fold<Version>[], revision: number): Version | null {
  const at = folds.findIndex(({ newest, earlier }) => [newest, ...earlier].some((one) => one.revision === revision));
  const fold = folds[at];
  if (!fold) return null;
  // An earlier save of a sitting is compared with the save just before it.
  const inside = fold.earlier.findIndex((one) => one.revision === revision);
  if (inside >= 0 && fold.earlier[inside + 1]) return fold.earlier[inside + 1] ?? null;
  return folds[at + 1]?.newest ?? null;
}
