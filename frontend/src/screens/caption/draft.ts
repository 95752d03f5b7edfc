/** The caption as a draft in the outbox: kept here at once, sent when the hand rests, followed when the server's text moves on. */

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { captionKey, outbox, useSaveState } from "../../api/saving";
import type { Caption } from "../../api/types";
import type { CaptionEditorHandle } from "../../caption/CaptionEditor";

/** What an earlier visit wrote and could not send. */
export function captionDraft(video: number): string | undefined {
  const text = outbox().draft(captionKey(video))?.body.text;
  return typeof text === "string" ? text : undefined;
}

/**
 * Stores every edit, and shows the server's text when somebody else's is newer and nothing of one's own waits.
 *
 * @returns The function to call with each text that the person made.
 */
export function useCaptionDraft(
  video: number,
  caption: Caption,
  editor: RefObject<CaptionEditorHandle | null>,
  initial: string,
): (text: string) => void {
  const edited = useRef(false);
  const { status } = useSaveState(captionKey(video));
  const [shown] = useState({ text: initial });
  useEffect(() => {
    const waiting = captionDraft(video);
    // Drafts of an earlier visit are read from this computer's storage, which may end after the screen has opened.
    const text = waiting ?? (status === "saved" && !outrun(video, caption) ? caption.text : undefined);
    if (text === undefined || text === shown.text || (waiting !== undefined && edited.current)) return;
    shown.text = text;
    editor.current?.replace(text);
  }, [video, caption, status, editor, shown]);
  const { revision } = caption;
  return useCallback(
    (text: string) => {
      edited.current = true;
      shown.text = text;
      const url = `/api/videos/${video}/caption`;
      void outbox().put(captionKey(video), { url, method: "PUT", body: { text, seen_revision: revision } });
    },
    [video, revision, shown],
  );
}

/** The outbox knows of its own save a moment before the cache does; the cache's text would take the last words back. */
function outrun(video: number, { revision }: Caption): boolean {
  return revision < (outbox().revision(captionKey(video)) ?? 0);
}
