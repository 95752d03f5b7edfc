/**
 * How far the computed masks of an object can be trusted, frame by frame, as a lane shows it: where they are, where
 * there is nothing to see, and the dips at which a person should look.
 */

import type { Coverage, MaskFilm } from "./maskFilm";

export const TRUST_LINE = 0.8;

type Dip = { readonly track: number; readonly first: number; readonly last: number; readonly lowest: number };
export type Span = { readonly kind: Coverage; readonly first: number; readonly last: number };

/** One object's lane; `trust` and `coverage` by frame. */
export type Lane = {
  readonly track: number;
  readonly number: number;
  readonly label: string;
  readonly trust: readonly number[];
  readonly coverage: readonly Coverage[];
  /** Frames that a person decided. */
  readonly human: readonly number[];
  readonly dips: readonly Dip[];
};

/** The lanes of a clip's objects; without a film nothing is computed anywhere. */
export function lanesOf(
  tracks: readonly { readonly id: number; readonly number: number; readonly label: string }[],
  film: MaskFilm | null,
): readonly Lane[] {
  return tracks.map(({ id, number, label }) => {
    const trust = film?.trust(id) ?? [];
    const coverage = film?.coverage(id) ?? [];
    const dips = dipsOf(id, trust, (frame) => coverage[frame] === "present");
    return { track: id, number, label, trust, coverage, human: film?.humanFrames(id) ?? [], dips };
  });
}

/**
 * Args:
 *   trust: 0 to 1 per frame.
 *   present: whether the track has any pixel there; an absent object cannot be wrong by a little.
 */
export function dipsOf(track: number, trust: readonly number[], present: (frame: number) => boolean): Dip[] {
  const dips: Dip[] = [];
  let open: Dip | null = null;
  for (const [frame, value] of trust.entries()) {
    const low = value < TRUST_LINE && present(frame);
    if (low) open = grown(open, track, frame, value);
    else if (open) {
      dips.push(open);
      open = null;
    }
  }
  return open ? [...dips, open] : dips;
}

function grown(open: Dip | null, track: number, frame: number, value: number): Dip {
  if (open === null) return { track, first: frame, last: frame, lowest: value };
  return { ...open, last: frame, lowest: Math.min(open.lowest, value) };
}

/** A lane cut where its coverage changes. */
export function spansOf(coverage: readonly Coverage[]): readonly Span[] {
  const spans: Span[] = [];
  for (const [frame, kind] of coverage.entries()) {
    const open = spans.at(-1);
    if (open?.kind === kind) spans[spans.length - 1] = { ...open, last: frame };
    else spans.push({ kind, first: frame, last: frame });
  }
  return spans;
}

/** The frame of a dip that most needs a look. */
export function lowestFrame(dip: Dip, trust: readonly number[]): number {
  const values = trust.slice(dip.first, dip.last + 1);
  return dip.first + values.indexOf(Math.min(...values));
}

/** The dip after a frame, in time, going round at the end. */
export function nextDip(dips: readonly Dip[], frame: number): Dip | undefined {
  const inTime = [...dips].sort((a, b) => a.first - b.first || a.track - b.track);
  return inTime.find((dip) => dip.first > frame) ?? inTime[0];
}

/** Where to look after a frame: the lowest frame of the next dip, and whose it is. */
export function nextLook(
  lanes: readonly Lane[],
  frame: number,
): { readonly track: number; readonly frame: number } | null {
  const dip = nextDip(
    lanes.flatMap(({ dips }) => dips),
    frame,
  );
  const lane = lanes.find(({ track }) => track === dip?.track);
  return dip && lane ? { track: dip.track, frame: lowestFrame(dip, lane.trust) } : null;
}

/** The object that most needs a look at a frame: the one with the least trust, if it is below the line. */
export function weakest(lanes: readonly Lane[], frame: number): { readonly lane: Lane; readonly trust: number } | null {
  const low = lanes.flatMap((lane) => {
    const trust = lane.trust[frame] ?? 1;
    return lane.coverage[frame] === "present" && trust < TRUST_LINE ? [{ lane, trust }] : [];
  });
  return low.toSorted((a, b) => a.trust - b.trust)[0] ?? null;
}
