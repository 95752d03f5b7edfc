/**
 * Two runs of a clip side by side: A is the one that counts, B another; a third view shows where they differ. What is
 * shown, how its lanes look and where to look next all follow from that choice.
 */

import { t } from "@lingui/core/macro";
import { useMemo, useState } from "react";
import { describe } from "../../api/error";
import { useComparison, useRunMasks, useRuns } from "../../api/runs";
import type { Comparison, Run, Track } from "../../api/types";
import { type Coverage, MaskFilm } from "../../player/maskFilm";
import { dipsOf, type Lane, lanesOf } from "../../player/trust";

export type RunView = "a" | "b" | "difference";

export interface Compare {
  readonly view: RunView;
  readonly setView: (view: RunView) => void;
  readonly a: Run | null;
  readonly b: Run | null;
  readonly setB: (run: number | null) => void;
  /** All runs but the one that counts. */
  readonly others: readonly Run[];
  readonly predictors: readonly string[];
  readonly mayChoose: boolean;
  readonly filmA: MaskFilm | null;
  readonly filmB: MaskFilm | null;
  readonly lanes: readonly Lane[];
  /** The largest differences, one of each stretch, the largest first. */
  readonly places: readonly Place[];
  /** Why there is nothing to go to yet. */
  readonly comparing: string | undefined;
}

export type Place = Comparison["largest"][number];

const NONE: readonly Run[] = [];

export function useCompare(video: number, tracks: readonly Track[], filmA: MaskFilm | null): Compare {
  const answer = useRuns(video).data;
  const [chosen, setB] = useState<number | null>(null);
  const [wanted, setView] = useState<RunView>("a");
  const a = answer?.runs.find(({ current }) => current) ?? null;
  const others = useMemo(() => answer?.runs.filter(({ current }) => !current) ?? NONE, [answer]);
  const b = others.find(({ id }) => id === chosen) ?? null;
  const masksB = useRunMasks(video, b).data;
  const filmB = useMemo(() => (masksB ? new MaskFilm(masksB) : null), [masksB]);
  const compared = useComparison(video, a, b);
  const comparison = compared.data;
  const view = b ? wanted : "a";
  const lanes = useMemo(() => {
    if (view === "difference") return comparedLanes(tracks, comparison, filmA);
    return lanesOf(tracks, view === "b" ? filmB : filmA);
  }, [view, tracks, comparison, filmA, filmB]);
  const places = useMemo(() => placesOf(comparison?.largest ?? []), [comparison]);
  return {
    view,
    setView,
    a,
    b,
    setB: (run) => {
      setB(run);
      setView(run === null ? "a" : "b");
    },
    others,
    predictors: answer?.predictors ?? [],
    mayChoose: answer?.may_choose ?? false,
    filmA,
    filmB,
    lanes,
    places,
    comparing: compared.isFetching ? t`Comparing the two runs.` : compared.error ? describe(compared.error) : undefined,
  };
}

/** Lanes of how far two runs overlap, frame by frame, in the place of trust. */
export function comparedLanes(
  tracks: readonly Pick<Track, "id" | "number" | "label">[],
  comparison: Pick<Comparison, "tracks"> | undefined,
  film: MaskFilm | null,
): readonly Lane[] {
  return tracks.map(({ id, number, label }) => {
    const found = comparison?.tracks.find(({ track }) => track === id)?.iou ?? [];
    const trust = found.map((iou) => iou ?? 1);
    const coverage = found.map((iou): Coverage => (iou === null ? "missing" : "present"));
    const human = film?.humanFrames(id) ?? [];
    const dips = dipsOf(id, trust, (frame) => coverage[frame] === "present");
    return { track: id, number, label, trust, coverage, human, dips };
  });
}

/** Half a second: what lies nearer is the same difference. */
const SAME_FRAMES = 15;

/** One place of each stretch in which two runs differ, from the largest down. */
export function placesOf(largest: readonly Place[]): readonly Place[] {
  const kept: Place[] = [];
  for (const place of largest) {
    const near = kept.some(({ track, frame }) => track === place.track && Math.abs(frame - place.frame) < SAME_FRAMES);
    if (!near) kept.push(place);
  }
  return kept;
}
