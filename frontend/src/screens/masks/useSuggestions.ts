/** The desk of the open screen, at the server's door. */

import { useEffect } from "react";
import { newId } from "../../api/draft";
import { askSuggestion, dismissSuggestion, listSuggestions, readSuggestion } from "../../api/suggestions";
import type { EditorStore } from "../../editor/store";
import { SuggestionDesk, type SuggestionDoor } from "./suggestions";

const clock = {
  after: (milliseconds: number, act: () => void) => {
    const timer = window.setTimeout(act, milliseconds);
    return () => window.clearTimeout(timer);
  },
};

/** Ask and answer while the screen is open; nothing is asked where nothing may be drawn. */
export function useSuggestions(video: number, store: EditorStore, editable: boolean): void {
  useEffect(() => {
    if (!editable) return;
    return new SuggestionDesk({ store, door: doorOf(video), clock, newId }).start();
  }, [video, store, editable]);
}

function doorOf(video: number): SuggestionDoor {
  return {
    ask: (id, { track, box, ...question }) =>
      askSuggestion(id, { ...question, track: Number(track), box: box && [box.x0, box.y0, box.x1, box.y1] }),
    look: readSuggestion,
    drop: dismissSuggestion,
    list: () => listSuggestions(video),
  };
}
