/**
 * What is too much for a keystroke waits until the hand rests: the lints, and the page's lists beside the text.
 *
 * Gestures and text from outside are looked at once they are made; typing and composing are left alone.
 */

import { type Extension, StateEffect } from "@codemirror/state";
import { type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { objectsField } from "./objects";

/** Milliseconds after the last letter. */
const REST = 200;

/** More is known than the text: it is to be looked at again, but in no hand's way. */
export const lookAgain = StateEffect.define<null>();

/** Calls back with the view when it is time to look. */
export function resting(onRest: (view: EditorView) => void): Extension {
  return ViewPlugin.define((view) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        if (view.composing) wait(REST);
        else onRest(view);
      }, milliseconds);
    };
    return {
      update: (update) => {
        if (changedHere(update)) wait(typed(update) ? REST : 0);
        else if (timer === undefined && asked(update)) wait(0);
      },
      destroy: () => clearTimeout(timer),
    };
  });
}

function changedHere({ docChanged, startState, state }: ViewUpdate): boolean {
  return docChanged || startState.field(objectsField) !== state.field(objectsField);
}

function asked({ transactions }: ViewUpdate): boolean {
  return transactions.some(({ effects }) => effects.some((effect) => effect.is(lookAgain)));
}

function typed({ transactions }: ViewUpdate): boolean {
  return transactions.some((one) => one.isUserEvent("input.type") || one.isUserEvent("delete"));
}
