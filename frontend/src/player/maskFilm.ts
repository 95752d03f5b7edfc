/** All masks of one clip as the server sends them, asked by frame: who is drawn there, and by whom. */

import { area, contains, decodeCounts } from "./rle";

export type MaskFile = {
  /** Height, then width. */
  readonly size: readonly number[];
  readonly tracks: readonly { readonly id: number; readonly number: number }[];
  readonly frames: readonly (readonly (string | null)[])[];
  readonly human: readonly number[];
  readonly confidence: readonly (readonly number[])[];
};
export type DrawnMask = { readonly track: number; readonly number: number; readonly runs: readonly number[] };

export class MaskFilm {
  readonly width: number;
  readonly height: number;
  private readonly file: MaskFile;
  private readonly human: ReadonlySet<number>;

  constructor(file: MaskFile) {
    this.file = file;
    [this.height = 0, this.width = 0] = file.size;
    this.human = new Set(file.human);
  }

  /** Whether a person drew this frame; all others are computed. */
  isHuman(frame: number): boolean {
    return this.human.has(frame);
  }

  /** Whether the object is there at all; a drawn keyframe without it was declared absent. */
  isPresent(frame: number, track: number): boolean {
    const counts = this.file.frames[frame]?.[this.index(track)];
    return Boolean(counts) && area(decodeCounts(counts ?? "")) > 0;
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

  /** Trust per frame, 0 to 1. */
  trust(track: number): readonly number[] {
    return (this.file.confidence[this.index(track)] ?? []).map((value) => value / 255);
  }

  private index(track: number): number {
    return this.file.tracks.findIndex(({ id }) => id === track);
  }
}
