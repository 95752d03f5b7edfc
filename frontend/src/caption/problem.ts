/** What is wrong with a caption, and the mends a person may choose from; the grammar and every lint speak this one form. */

import type { ErrorCode } from "./grammar";

/** An object of the clip as its author keeps it. Colour and silhouette belong to the number; the list is in its author's order. */
export type CaptionObject = {
  /** 1 to 9, the tenth is 0. */
  readonly number: number;
  readonly name: string;
};

/** One replacement in the raw string. Offsets are UTF-16 units of the text that was read. */
export type Change = { readonly from: number; readonly to: number; readonly insert: string };

export type Fix = {
  readonly label: string;
  /** Ascending and apart; all offsets are of the text before any of them. */
  readonly changes: readonly Change[];
  /** The whole list of objects afterwards, where the mend changes it. */
  readonly objects?: readonly CaptionObject[];
  /** Changes nothing, but teaches this word to the spelling. */
  readonly word?: string;
};

export type LintCode =
  | "L_COUNT"
  | "L_SINGULAR"
  | "L_SAME"
  | "L_UNMENTIONED"
  | "L_NO_OBJECT"
  | "L_TOO_MANY"
  | "L_TOUCH"
  | "L_TEMPORAL"
  | "L_SHORT"
  | "L_LONG"
  | "L_REPEAT"
  | "L_SPELL"
  | "L_SOUND";

export type Problem = {
  readonly severity: "error" | "warning";
  readonly code: ErrorCode | LintCode;
  /** Code points, as the server says it. */
  readonly position: number;
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly why: string;
  /** Best first; none where nobody can know what was meant. */
  readonly fixes: readonly Fix[];
};

/** The text after the changes of a mend, to be shown before it is made. */
export function changed(text: string, changes: readonly Change[]): string {
  let after = "";
  let at = 0;
  for (const { from, to, insert } of changes) {
    after += text.slice(at, from) + insert;
    at = to;
  }
  return after + text.slice(at);
}
