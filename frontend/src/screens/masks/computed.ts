/**
 * What is computed of the clip, as the person who draws needs it: where it goes wrong, and each computed mask as an
 * outline to begin a keyframe from.
 */

import { t } from "@lingui/core/macro";
import { useEffect, useMemo } from "react";
import { newId } from "../../api/draft";
import { useMasks, usePropagation } from "../../api/queries";
import type { Propagation, TrackList } from "../../api/types";
import type { EditorStore } from "../../editor/store";
import type { SuggestionRequest } from "../../editor/suggestion";
import { outlineOf } from "../../geometry/outline";
import { MaskFilm } from "../../player/maskFilm";
import { maskOf } from "../../player/rle";
import { type Lane, lanesOf } from "../../player/trust";

export interface Computed {
  /** Null while nothing is computed, or not fetched. */
  readonly film: MaskFilm | null;
  readonly lanes: readonly Lane[];
  readonly propagation: Propagation | undefined;
}

/** The run that counts; a clip that was never propagated has none. */
export function useComputed(video: number, list: TrackList): Computed {
  const propagation = usePropagation(video).data;
  const masks = useMasks(video, propagation?.version).data;
  const film = useMemo(() => (masks ? new MaskFilm(masks) : null), [masks]);
  const { tracks } = list;
  const lanes = useMemo(() => lanesOf(tracks, film), [tracks, film]);
  return useMemo(() => ({ film, lanes, propagation }), [film, lanes, propagation]);
}

/** Answer every question for a computed mask at once: it is at hand. */
export function useComputedOutlines(store: EditorStore, film: MaskFilm | null, predictor: string): void {
  useEffect(
    () =>
      store.onSuggestions((news) => {
        if (news.kind !== "asked" || news.request.method !== "computed") return;
        store.dispatch(answerTo(news.request, film, predictor));
      }),
    [store, film, predictor],
  );
}

const NOTHING = t`No mask is computed here. Press N to draw it, or G to start from the neighbouring keyframe.`;

/** The event that answers a question for a computed mask. */
export function answerTo(request: SuggestionRequest, film: MaskFilm | null, predictor: string) {
  const { track, frame, method } = request;
  const mask = film?.at(frame).find((one) => `${one.track}` === track);
  const shape = film && mask ? outlineOf(maskOf(mask.runs, film)) : [];
  if (!film || shape.length === 0) return { type: "unanswered", request, text: NOTHING } as const;
  const estimate = film.trust(Number(track))[frame] ?? null;
  const suggestion = { id: newId(), track, frame, method, shape, estimate, predictor, from: null };
  return { type: "suggest", suggestion, request } as const;
}
