/**
 * What a model drafts for one cell, and what was asked of it. Both stand beside the annotation, never in it: dashed
 * is not yet real, and becomes a decision only when a person accepts it.
 *
 * The editor asks by a value and never waits: the screen sends it, and the answer comes back as an event. A question
 * that was withdrawn or asked anew meanwhile is another value, so a late answer finds nobody.
 */

import type { Shape } from "../geometry/ring";
import type { Place } from "./document";
import type { Question } from "./tools/tool";

/** How a suggestion is made: the neighbouring keyframe carried here, what clicks mean, the mask computed here, or a model's own. */
export type Method = "neighbour" | "clicks" | "computed" | "model";

/** A model's draft of one cell. */
export interface Suggestion extends Place {
  /** The server's id, which the accepted cell carries on. */
  readonly id: string;
  readonly method: Method;
  readonly shape: Shape;
  /** The expected IoU, 0…1, or null where the method gives none. */
  readonly estimate: number | null;
  /** Who drafted it: "flow", "sam2", "grabcut". */
  readonly predictor: string;
  /** The keyframe that it was carried from. */
  readonly from: number | null;
}

/** What is asked for one cell and not yet answered. Known by its identity. */
export interface SuggestionRequest extends Place, Question {
  /** A model drafts a whole clip at once, and is asked elsewhere. */
  readonly method: Exclude<Method, "model">;
  readonly from: number | null;
}
