/**
 * The caption as a draft in the outbox: kept here at once, sent when the hand rests, followed when the server's text moves on.
 * Text, objects and ticks are one draft and have one revision, so that none of them can be saved without the others.
 */

import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useState } from "react";
import { summarise } from "../../api/outbox";
import { followCaption, heldCaption } from "../../api/queries";
import { captionKey, captionUrl, outbox } from "../../api/saving";
import type { Caption } from "../../api/types";
import type { CaptionEditorHandle } from "../../caption/CaptionEditor";
import type { CaptionObject } from "../../caption/problem";

export type Written = {
  readonly text: string;
  readonly objects: readonly CaptionObject[];
  /** Items of the guideline's checklist, by their words. */
  readonly ticked: readonly string[];
};

export type CaptionDraft = {
  /** What the editor opens with. */
  readonly initial: Written;
  readonly ticked: readonly string[];
  readonly edit: (text: string, objects: readonly CaptionObject[]) => void;
  readonly tick: (ticked: readonly string[]) => void;
  /** Puts what the server holds into the editor, in the place of one's own. */
  readonly take: (caption: Caption) => void;
  /** The same with what the server was last known to hold. */
  readonly takeHeld: () => void;
};

/** What an earlier visit wrote and could not send. */
function waitingDraft(video: number): Written | undefined {
  const body = outbox().draft(captionKey(video))?.body;
  return typeof body?.text === "string" ? writtenIn(body) : undefined;
}

/** What a draft's body or the server's caption says; whatever it leaves out is empty. */
export function writtenIn(body: object): Written {
  const { text, objects, ticked } = body as Partial<Written>;
  return { text: text ?? "", objects: objects ?? [], ticked: ticked ?? [] };
}

/**
 * Stores every edit, and shows the server's caption when somebody else's is newer and nothing of one's own waits.
 *
 * Saves come under the typing hand, so they are followed here and are no state of the screen: none of them draws anything again.
 */
export function useCaptionDraft(video: number, editor: RefObject<CaptionEditorHandle | null>): CaptionDraft {
  const client = useQueryClient();
  const [initial] = useState(() => waitingDraft(video) ?? writtenIn(heldCaption(client, video) ?? {}));
  // What the editor holds, as far as this hook knows; it is not state, since the editor renders itself.
  const [shown] = useState({ written: initial, edited: false });
  const [ticked, setTicked] = useState(initial.ticked);
  const show = useCallback(
    (written: Written) => {
      shown.written = written;
      setTicked(written.ticked);
      editor.current?.replace(written.text, written.objects);
    },
    [editor, shown],
  );
  useEffect(() => {
    const follow = () => {
      const waiting = waitingDraft(video);
      // Drafts of an earlier visit are read from this computer's storage, which may end after the screen has opened.
      if (waiting !== undefined && shown.edited) return;
      const caption = heldCaption(client, video);
      const next = waiting ?? (caption && !outrun(video, caption) ? writtenIn(caption) : undefined);
      if (next !== undefined && !same(next, shown.written)) show(next);
    };
    follow();
    const stops = [followCaption(client, video, follow), onSettled(captionKey(video), follow)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [video, client, shown, show]);
  const put = useCallback(
    (change: Partial<Written>) => {
      shown.edited = true;
      shown.written = { ...shown.written, ...change };
      const body = { ...shown.written, seen_revision: heldCaption(client, video)?.revision ?? 0 };
      void outbox().put(captionKey(video), { url: captionUrl(video), method: "PUT", body });
    },
    [video, client, shown],
  );
  const edit = useCallback((text: string, objects: readonly CaptionObject[]) => put({ text, objects }), [put]);
  const tick = useCallback(
    (next: readonly string[]) => {
      setTicked(next);
      put({ ticked: next });
    },
    [put],
  );
  const take = useCallback((theirs: Caption) => show(writtenIn(theirs)), [show]);
  const takeHeld = useCallback(() => show(writtenIn(heldCaption(client, video) ?? {})), [client, video, show]);
  return { initial, ticked, edit, tick, take, takeHeld };
}

/** Calls `act` whenever a draft comes to wait under the key or is settled; the answer ends it. */
function onSettled(key: string, act: () => void): () => void {
  const settled = () => summarise(outbox().state(), key).status === "saved";
  let before = settled();
  return outbox().subscribe(() => {
    const now = settled();
    if (now === before) return;
    before = now;
    act();
  });
}

/** The outbox knows of its own save a moment before the cache does; the cache's text would take the last words back. */
function outrun(video: number, { revision }: Caption): boolean {
  return revision < (outbox().revision(captionKey(video)) ?? 0);
}

function same(one: Written, other: Written): boolean {
  const listed = ({ objects, ticked }: Written) =>
    JSON.stringify([objects.map(({ number, name }) => [number, name]), ticked]);
  return one.text === other.text && listed(one) === listed(other);
}
