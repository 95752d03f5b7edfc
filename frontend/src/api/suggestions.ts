/** Why: asking a model is neither a read that is cached nor a draft that is kept: it is a question with an id of its own. */
import { api, take } from "./client";
import type { Repaired, Suggestion } from "./types";

/** What is asked for one cell. `from` is the keyframe to carry; the box is x0, y0, x1, y1 in video pixels. */
interface SuggestionQuestion {
  readonly track: number;
  readonly frame: number;
  readonly method: Exclude<Suggestion["method"], "model">;
  readonly from: number | null;
  readonly clicks: readonly { readonly x: number; readonly y: number; readonly positive: boolean }[];
  readonly box: readonly [number, number, number, number] | null;
}

/**
 * Ask; the same `id` again is the same question.
 *
 * @throws ApiError for every refusal and for no answer.
 */
export function askSuggestion(id: string, question: SuggestionQuestion): Promise<Suggestion> {
  const { track, frame, method, from, clicks, box } = question;
  return take(
    api.POST("/api/tracks/{track_id}/keyframes/{frame}/suggestions", {
      params: { path: { track_id: track, frame } },
      body: { id, method, from_frame: from, clicks: [...clicks], box: box && [...box] },
    }),
  );
}

/**
 * How a question stands.
 *
 * @throws ApiError for every refusal and for no answer.
 */
export function readSuggestion(key: string): Promise<Suggestion> {
  return take(api.GET("/api/suggestions/{key}", { params: { path: { key } } }));
}

/**
 * Turn a suggestion down, or stop waiting for it.
 *
 * @throws ApiError for every refusal and for no answer.
 */
export async function dismissSuggestion(key: string): Promise<void> {
  await api.DELETE("/api/suggestions/{key}", { params: { path: { key } } });
}

/**
 * The person's own suggestions for a video that are undecided.
 *
 * @throws ApiError for every refusal and for no answer.
 */
export async function listSuggestions(video: number): Promise<readonly Suggestion[]> {
  const path = { video_id: video };
  return (await take(api.GET("/api/videos/{video_id}/suggestions", { params: { path } }))).suggestions;
}

/**
 * The nearest sound shape to rings that cross themselves or leave the frame, and what was changed.
 *
 * @throws ApiError when nothing sound is left, and for no answer.
 */
export function repairRings(video: number, rings: unknown): Promise<Repaired> {
  return take(api.POST("/api/videos/{video_id}/repair", { params: { path: { video_id: video } }, body: { rings } }));
}
