/** All masks of one clip as the server sends them, asked by frame: who is drawn there, by whom, and how far to trust it. */

import { area, contains, decodeCounts, middle } from "./rle";

/** What was computed between two keyframes of one track, both ends included. */
type FilmSegment = {
  readonly track: number;
  readonly first: number;
  readonly last: number;
  /** A keyframe beside it changed since. */
  readonly stale: boolean;
  /** How well the left keyframe alone reaches the right one, 0 to 1; null where that was not measured. */
  readonly cycle: number | null;
};

type MaskFile = {
  /** Height, then width. */
  readonly size: readonly number[];
  readonly tracks: readonly { readonly id: number; readonly number: number }[];
  readonly frames: readonly (readonly (string | null)[])[];
  /** Keyframes of the work, which people decided for every track. */
  readonly human: readonly number[];
  /** Keyframes of one track between those. */
  readonly extra: readonly { readonly track: number; readonly frame: number }[];
  readonly segments: readonly FilmSegment[];
  readonly confidence: readonly (readonly number[])[];
};
export type DrawnMask = { readonly track: number; readonly number: number; readonly runs: readonly number[] };

/** What is known of a track at a frame: pixels, none since it is not there, or nothing since nobody computed it. */
export type Coverage = "present" | "absent" | "missing";

export class MaskFilm {
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  private readonly file: MaskFile;
  private readonly human: ReadonlySet<number>;
  private readonly extra: ReadonlySet<string>;
  private readonly coverages = new Map<number, readonly Coverage[]>();

  constructor(file: MaskFile) {
    this.file = file;
    [this.height = 0, this.width = 0] = file.size;
    this.frameCount = file.frames.length;
    this.human = new Set(file.human);
    this.extra = new Set(file.extra.map(({ track, frame }) => `${track}/${frame}`));
  }

  /** Whether people decided this frame for every track. */
  isKeyframe(frame: number): boolean {
    return this.human.has(frame);
  }

  /** Whether a person drew this track on this frame; all others are computed. */
  isHuman(frame: number, track: number): boolean {
    return this.human.has(frame) || this.extra.has(`${track}/${frame}`);
  }

  /** The frames that a person decided for this track, ascending. */
  humanFrames(track: number): readonly number[] {
    const own = this.file.extra.filter((one) => one.track === track).map(({ frame }) => frame);
    return [...this.file.human, ...own].toSorted((a, b) => a - b);
  }

  /** What is known of a track at every frame. */
  coverage(track: number): readonly Coverage[] {
    const known = this.coverages.get(track);
    if (known) return known;
    const index = this.index(track);
    const found = this.file.frames.map((row) => coverageOf(row[index]));
    this.coverages.set(track, found);
    return found;
  }

  /** Whether the object is there at all; a drawn keyframe without it was declared absent. */
  isPresent(frame: number, track: number): boolean {
    return this.coverage(track)[frame] === "present";
  }

  at(frame: number): readonly DrawnMask[] {
    const row = this.file.frames[frame] ?? [];
    return this.file.tracks.flatMap(({ id, number }, index) => {
      const counts = row[index];
      return counts ? [{ track: id, number, runs: decodeCounts(counts) }] : [];
    });
  }

  /** The topmost object whose mask covers this pixel, as a person sees it. */
  trackAt(frame: number, x: number, y: number): number | null {
    const hit = this.at(frame).findLast(({ runs }) => contains(runs, this.height, x, y));
    return hit?.track ?? null;
  }

  /** A pixel of the object, in the middle of those that it has; null where it is not. */
  anchor(frame: number, track: number): { readonly x: number; readonly y: number } | null {
    const runs = this.at(frame).find((one) => one.track === track)?.runs ?? [];
    const at = middle(runs);
    return at === null ? null : { x: Math.floor(at / this.height) + 0.5, y: (at % this.height) + 0.5 };
  }

  /** Trust per frame, 0 to 1; what a person drew is trusted, and so is nothing where there is no mask. */
  trust(track: number): readonly number[] {
    return (this.file.confidence[this.index(track)] ?? []).map((value) => value / 255);
  }

  /** What was computed around a frame of a track. */
  segmentAt(track: number, frame: number): FilmSegment | undefined {
    return this.file.segments.find((one) => one.track === track && one.first <= frame && frame <= one.last);
  }

  private index(track: number): number {
    return this.file.tracks.findIndex(({ id }) => id === track);
  }
}

function coverageOf(counts: string | null | undefined): Coverage {
  if (!counts) return "missing";
  return area(decodeCounts(counts)) > 0 ? "present" : "absent";
}
