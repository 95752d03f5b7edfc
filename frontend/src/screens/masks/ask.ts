/**
 * A question to the caption's author while drawing: which words, which frame, perhaps a point. It is kept while the card is
 * closed and while the person steps on, so asking never costs a stroke and a stroke never costs a question.
 */

import { t } from "@lingui/core/macro";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { newId } from "../../api/draft";
import { describe } from "../../api/error";
import { useAsk, useQuestions } from "../../api/questions";
import type { Caption, Phrase, Question } from "../../api/types";
import type { EditorStore } from "../../editor/store";
import type { VideoPoint } from "../../geometry/point";
import { toast } from "../../ui/Toast";
import { newlyAnswered, shownQuestions } from "../questions";

export interface Ask {
  readonly open: boolean;
  readonly text: string;
  /** The phrase chosen by hand; null follows the object in hand. */
  readonly phrase: Phrase | null;
  readonly point: VideoPoint | null;
  /** The next click on the picture says where. */
  readonly picking: boolean;
}

const CLOSED: Ask = { open: false, text: "", phrase: null, point: null, picking: false };

export interface Asking {
  readonly ask: Ask;
  readonly change: (change: Partial<Ask>) => void;
  readonly toggle: () => void;
  readonly close: () => void;
  readonly send: (phrase: Phrase, frame: number) => void;
  readonly sending: boolean;
  readonly error: string | null;
}

/** The card's state; `onClose` gives the focus back to where the next key belongs. */
export function useAsking(video: number, caption: Caption, onClose: () => void): Asking {
  const [ask, setAsk] = useState<Ask>(CLOSED);
  const id = useRef(newId());
  const { mutate, isPending, error, reset } = useAsk(video);
  const change = useCallback((changed: Partial<Ask>) => setAsk((before) => ({ ...before, ...changed })), []);
  const close = useCallback(() => {
    change({ open: false, picking: false });
    onClose();
  }, [change, onClose]);
  const toggle = useCallback(() => (ask.open ? close() : change({ open: true })), [ask.open, close, change]);
  const send = (phrase: Phrase, frame: number) => {
    const number = phrase.ids.map(Number).find(Number.isInteger) ?? null;
    const place = { start: phrase.start, end: phrase.end, frame, x: ask.point?.x, y: ask.point?.y };
    const body = { ...place, number, text: ask.text.trim(), seen_revision: caption.revision, request_id: id.current };
    mutate(body, {
      onSuccess: () => {
        id.current = newId();
        setAsk(CLOSED);
        onClose();
        toast(t`Asked. Go on drawing: the answer comes up here.`);
      },
    });
  };
  useEffect(() => {
    if (ask.text) reset();
  }, [ask.text, reset]);
  return { ask, change, toggle, close, send, sending: isPending, error: error ? describe(error) : null };
}

const NONE: readonly Question[] = [];

/** The clip's questions as this screen shows them; an answer to one's own is said aloud. */
export function useClipQuestions(video: number): readonly Question[] {
  const questions = useQuestions(video).data?.questions;
  const before = useRef(questions);
  useEffect(() => {
    if (before.current && questions) {
      for (const { answer, answered_by } of newlyAnswered(before.current, questions)) {
        toast(t`${answered_by?.name ?? t`Somebody`} answered: “${answer}”`);
      }
    }
    before.current = questions;
  }, [questions]);
  return useMemo(() => (questions ? shownQuestions(questions) : NONE), [questions]);
}

/** Goes to a question's frame and object. */
export function useGoToQuestion(
  store: EditorStore,
): (pinned: { readonly frame: number | null; readonly track: number | null }) => void {
  return useCallback(
    ({ frame, track }) => {
      if (frame !== null) store.dispatch({ type: "go", frame, track: track === null ? undefined : `${track}` });
    },
    [store],
  );
}
