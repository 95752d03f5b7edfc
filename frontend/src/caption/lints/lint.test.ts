/** Each doubt as a sentence: what warns, what does not. */

import { expect, test } from "vitest";
import { survey } from "../survey";
import { lint } from "./lint";

test.each([
  ["[both cups]<mask_1,2,3>", "L_COUNT"],
  ["[a man]<mask_1> and [a man]<mask_2>", "L_SAME"],
  ["[a]<mask_1>[b]<mask_2>", "L_TOUCH"],
])("%j warns %s and does not block", (text, code) => {
  const found = lint(survey(text), { objects: [], lengths: null });

  expect(found.map((one) => [one.severity, one.code])).toEqual([["warning", code]]);
});
