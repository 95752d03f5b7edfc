/** The desk of the open screen, at the server's door. */

import { useEffect, useRef } from "react";
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

/**
 * Ask and answer while the screen is open; nothing is asked where nothing may be drawn.
 *
 * @param arrived Changes when a model's masks have come, which nobody here asked for one by one.
 */
export function useSuggestions(video: number, store: EditorStore, editable: boolean, arrived: string | null): void {
  const open = useRef<SuggestionDesk>(null);
  useEffect(() => {
    if (!editable) return;
    const desk = new SuggestionDesk({ store, door: doorOf(video), clock, newId });
    open.current = desk;
    return desk.start();
  }, [video, store, editable]);
  useEffect(() => {
    if (arrived !== null) void open.current?.takeUp();
  }, [arrived]);
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
