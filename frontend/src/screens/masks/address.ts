/**
 * The address names the frame and the object, so that a link in the queue or from a colleague opens just there. It
 * follows the work without a trace in the history: Back leaves the workspace, however many keyframes were visited.
 */

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Editor, EditorEvent } from "../../editor/editor";
import type { EditorStore } from "../../editor/store";

export interface Address {
  readonly frame?: number;
  /** The object's digit. */
  readonly object?: number;
}

const REST_MS = 300;

/** The event that goes to an address, as far as the clip has such a place; null when it names none. */
export function eventOf({ frame, object }: Address, editor: Pick<Editor, "history" | "frame" | "frameCount">) {
  const { present } = editor.history;
  const track = present.tracks.find(({ number }) => number === object)?.id;
  const at = frame !== undefined && frame >= 0 && frame < editor.frameCount ? frame : undefined;
  if (at === undefined && track === undefined) return null;
  return { type: "go", frame: at ?? editor.frame, track } satisfies EditorEvent;
}

/** Follow the editor with the address, and an address that is changed by hand with the editor. */
export function useAddress(store: EditorStore): void {
  const { frame, object } = useSearch({ from: "/signed-in/p/$project/clips/$clip/$step" });
  const navigate = useNavigate({ from: "/p/$project/clips/$clip/$step" });
  const written = useRef(`${frame}/${object}`);
  useEffect(() => {
    if (written.current === `${frame}/${object}`) return;
    written.current = `${frame}/${object}`;
    const event = eventOf({ frame, object }, store.state());
    if (event) store.dispatch(event);
  }, [store, frame, object]);
  useEffect(() => {
    let timer = 0;
    let known = "";
    const follow = () => {
      const { history, frame: here, track } = store.state();
      const digit = history.present.tracks.find(({ id }) => id === track)?.number;
      const place = `${here}/${digit}`;
      if (place === known) return;
      known = place;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        if (written.current === place) return;
        written.current = place;
        const search = (before: object) => ({ ...before, frame: here, object: digit });
        void navigate({ to: ".", search, replace: true, resetScroll: false });
      }, REST_MS);
    };
    follow();
    const stop = store.subscribe(follow);
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [store, navigate]);
}
