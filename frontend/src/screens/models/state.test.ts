/** Which figures stand beside each other, and what speaks against promoting a model. */
import { expect, test } from "vitest";
import type { Checkpoint } from "../../api/types";
import { factsOf, figure, figureRows } from "./state";

const checkpoint = (change: Partial<Checkpoint>): Checkpoint => ({
  id: 1,
  name: "0.9",
  state: "candidate",
  sha256: "ab",
  bytes: 1,
  recipe: "tiny",
  recipe_text: "name: tiny",
  release: "v1.0",
  release_sha256: "cd",
  split_sha256: "ef",
  ours: true,
  trained_on: 3,
  stage: "3",
  step: 4,
  seed: 0,
  code: "0123",
  split: "val",
  figures: [
    { of: "lgvis", name: "mAP", value: 20.9 },
    { of: "lgvis", name: "prompts", value: 100 },
    { of: "captions", name: "word_edit", value: 0.4 },
  ],
  licences: [],
  before: null,
  registered: "2026-11-30T00:00:00Z",
  changed: "2026-11-30T00:00:00Z",
  by: null,
  ...change,
});
const live = checkpoint({
  id: 2,
  name: "0.8",
  state: "active",
  figures: [
    { of: "lgvis", name: "mAP", value: 20.1 },
    { of: "captions", name: "word_edit", value: 0.3 },
  ],
});

test("measures stand beside the live model's, and counts are none", () => {
  const rows = figureRows(checkpoint({}), live);

  expect(rows.map(({ text, before, kept }) => [text, before, kept])).toEqual([
    ["Masks of prompts: mAP", 20.1, true],
    ["Captions: words to change", 0.3, false],
  ]);
});

test("figures of another split are not compared", () => {
  expect(figureRows(checkpoint({ split: "test" }), live).map(({ before }) => before)).toEqual([null, null]);
});

test("what became worse, what was never evaluated and what learned elsewhere speaks against a model", () => {
  const bad = (one: Checkpoint) => factsOf(one, live).flatMap(({ good, text }) => (good ? [] : [text]));

  expect(bad(checkpoint({}))).toEqual(["Captions: words to change 0.400, was 0.300"]);
  expect(bad(checkpoint({ figures: [], split: null, ours: false }))).toEqual([
    "Never evaluated: register it with its scores",
    "Learned from v1.0 of elsewhere",
  ]);
});

test("percents have one place, shares three", () => {
  expect([figure(20.94), figure(0.4)]).toEqual(["20.9", "0.400"]);
});
