/** Why: whether words lead to their object is known only by somebody who reads them and sees no mask. */

import { t } from "@lingui/core/macro";
import { useEffect, useRef, useState } from "react";
import { describe } from "../../api/error";
import { useBlindPhrases, useTestBlind } from "../../api/review";
import type { BlindPhrase, WorkCard } from "../../api/types";
import type { Playhead } from "../../player/playhead";
import { toast } from "../../ui/Toast";
import type { Point } from "./pins";

export type Blind = {
  readonly phrases: readonly BlindPhrase[];
  /** Masks are hidden and a click is an answer. */
  readonly on: boolean;
  /** The phrase that is asked for, or that was just answered. */
  readonly asked: BlindPhrase | undefined;
  /** Why it cannot begin. */
  readonly blocked: string | undefined;
  readonly toggle: () => void;
  readonly next: () => void;
  readonly click: (point: Point) => void;
};

export function useBlind(work: WorkCard, playhead: Playhead): Blind {
  const { data } = useBlindPhrases(work.id);
  const test = useTestBlind(work.id);
  const [start, setStart] = useState<number | null>(null);
  const [wished, setWished] = useState(false);
  const began = useRef(0);
  const phrases = data?.phrases ?? [];
  const asked = phrases.find((one) => one.start === start);
  const left = phrases.filter((one) => one.test === null);
  const ask = (phrase: BlindPhrase | undefined) => {
    setStart(phrase?.start ?? null);
    if (!phrase) return;
    playhead.pause();
    playhead.seek(phrase.frame);
    began.current = performance.now();
  };
  const nothing = phrases.length === 0 ? t`No phrase names a drawn object.` : t`Every phrase was tested.`;
  const blocked = data?.editable ? (left.length === 0 ? nothing : undefined) : t`Only who reviews this tests it.`;
  const begin = () => {
    if (blocked === undefined) ask(left[0]);
  };
  useEffect(() => {
    if (!wished || !data) return; // asked for before the phrases were here
    setWished(false);
    begin();
  });
  return {
    phrases,
    on: asked !== undefined,
    asked,
    blocked: asked ? undefined : blocked,
    toggle: () => {
      if (asked) ask(undefined);
      else if (data) begin();
      else setWished(true);
    },
    next: () => ask(left.find((one) => one.start !== start)),
    click: ({ frame, x, y }) => {
      if (!asked || asked.test || test.isPending) return;
      if (frame !== asked.frame) {
        playhead.seek(asked.frame);
        return;
      }
      const milliseconds = Math.round(performance.now() - began.current);
      test.mutate(
        { start: asked.start, end: asked.end, x, y, milliseconds },
        { onError: (error) => toast(describe(error), "failed") },
      );
    },
  };
}

/** How a test went, in words. */
export function outcome({ numbers, test }: BlindPhrase): string {
  if (!test) return "";
  const seconds = t`${(test.milliseconds / 1000).toFixed(1)} s`;
  if (!test.ambiguous) return t`Hit, ${seconds}`;
  const instead = test.hit === null ? t`no object` : t`object ${test.hit}`;
  return t`Miss: ${instead} in place of ${numbers.join(", ")}, ${Math.round(test.distance)} px away, ${seconds}`;
}
