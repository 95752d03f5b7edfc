/** A computed mask is at hand: a question for it is answered at once, with its outline or with what to do instead. */
import { expect, test } from "vitest";
import { iou, rasterise } from "../../geometry/raster";
import { MaskFilm } from "../../player/maskFilm";
import { decodeCounts, maskOf } from "../../player/rle";
import { answerTo } from "./computed";

/** A block of 8 × 8 pixels in a picture of 16 × 16, going down columns, as object 5 on frame 1; frame 2 is not computed. */
const runs = [4 * 16 + 4, ...Array.from({ length: 7 }, () => [8, 8]).flat(), 8, 4 * 16 + 4];
const film = new MaskFilm({
  size: [16, 16],
  tracks: [{ id: 5, number: 1 }],
  frames: [[null], [countsOf(runs)], [null]],
  human: [0],
  extra: [],
  segments: [],
  confidence: [[0, 102, 0]],
});
const question = (frame: number) =>
  ({ track: "5", frame, method: "computed", clicks: [], box: null, from: null }) as const;

/** COCO's string of run lengths. */
function countsOf(lengths: readonly number[]): string {
  return lengths
    .map((length, at) => {
      let left = at > 2 ? length - (lengths[at - 2] ?? 0) : length;
      let text = "";
      for (let more = true; more; ) {
        let code = left & 0x1f;
        left >>= 5;
        more = code & 0x10 ? left !== -1 : left !== 0;
        if (more) code |= 0x20;
        text += String.fromCharCode(code + 48);
      }
      return text;
    })
    .join("");
}

test("the mask becomes a suggestion with its trust, which no server knows", () => {
  const event = answerTo(question(1), film, "flow");

  if (event.type !== "suggest") throw new Error(event.text);
  const { shape, ...said } = event.suggestion;
  const mask = maskOf(decodeCounts(countsOf(runs)), film);
  expect(mask.pixels.reduce((sum, pixel) => sum + pixel)).toBe(64);
  expect(iou(rasterise(shape, film), mask)).toBeGreaterThanOrEqual(0.98);
  expect(said).toMatchObject({ track: "5", frame: 1, method: "computed", estimate: 0.4, predictor: "flow" });
});

test("where nothing is computed the person is told what to do instead", () => {
  expect(answerTo(question(2), film, "flow")).toMatchObject({
    type: "unanswered",
    text: expect.stringMatching(/Press N/),
  });
  expect(answerTo(question(1), null, "flow")).toMatchObject({ type: "unanswered" });
});
