/** Where a track's trust falls low enough that a person should look: runs of present frames below the line. */

export const TRUST_LINE = 0.8;

export type Dip = { readonly track: number; readonly first: number; readonly last: number; readonly lowest: number };

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
