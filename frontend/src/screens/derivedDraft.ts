/** Why: a cleaned or translated text is kept and sent like the written one, and says which written revision it was made from. */
import { type RefObject, useCallback, useEffect, useState } from "react";
import { captionKey, captionUrl, outbox, useSaveState } from "../api/saving";
import type { Caption, CaptionField } from "../api/types";
import type { CaptionEditorHandle } from "../caption/CaptionEditor";

export type DerivedField = Exclude<CaptionField, "en">;

interface DerivedDraft {
  readonly initial: string;
  /** Keep a text, made from a revision of the written caption. */
  readonly put: (text: string, basedOn: number | null) => void;
  /** Puts what the server holds into the editor, in the place of one's own. */
  readonly take: (theirs: Caption) => void;
}

function waiting(video: number, field: DerivedField): string | undefined {
  const text = outbox().draft(captionKey(video, field))?.body.text;
  return typeof text === "string" ? text : undefined;
}

/** Stores every edit, and shows the server's text when somebody else's is newer and nothing of one's own waits. */
export function useDerivedDraft(
  video: number,
  field: DerivedField,
  caption: Caption,
  editor: RefObject<CaptionEditorHandle | null>,
): DerivedDraft {
  const key = captionKey(video, field);
  const [initial] = useState(() => waiting(video, field) ?? caption.text);
  // What the editor holds, as far as this hook knows; it is not state, since the editor renders itself.
  const [shown] = useState({ text: initial, edited: false });
  const { status } = useSaveState(key);
  useEffect(() => {
    const kept = waiting(video, field);
    if (kept !== undefined && shown.edited) return;
    const known = caption.revision >= (outbox().revision(key) ?? 0);
    const next = kept ?? (status === "saved" && known ? caption.text : undefined);
    if (next === undefined || next === shown.text) return;
    shown.text = next;
    editor.current?.replace(next);
  }, [video, field, key, caption, status, shown, editor]);
  const { revision } = caption;
  const put = useCallback(
    (text: string, based_on: number | null) => {
      shown.edited = true;
      shown.text = text;
      const body = { text, based_on, seen_revision: revision };
      void outbox().put(key, { url: captionUrl(video, field), method: "PUT", body });
    },
    [video, field, key, revision, shown],
  );
  const take = useCallback(
    (theirs: Caption) => {
      shown.text = theirs.text;
      editor.current?.replace(theirs.text);
    },
    [shown, editor],
  );
  return { initial, put, take };
}
