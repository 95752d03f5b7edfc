/** Plain keys move the clip outside text only; with Alt or Ctrl they move it everywhere. */

import { expect, test } from "vitest";
import { playerCommand, type Stroke } from "./keys";

const stroke = (key: string, code: string, held: Partial<Stroke> = {}): Stroke => ({
  key,
  code,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
});

test.each([
  [stroke(" ", "Space"), { do: "toggle" }],
  [stroke("D", "KeyD"), { do: "step", frames: -1 }],
  [stroke("f", "KeyF"), { do: "step", frames: 1 }],
  [stroke("e", "KeyE"), { do: "keyframe", direction: -1 }],
  [stroke("ArrowRight", "ArrowRight", { shiftKey: true }), { do: "step", frames: 10 }],
  [stroke("Home", "Home"), { do: "first" }],
])("outside text %o is %o, inside it is text", (pressed, command) => {
  expect(playerCommand(pressed, false)).toEqual(command);
  expect(playerCommand(pressed, true)).toBeUndefined();
});

test.each([
  [stroke(" ", "Space", { ctrlKey: true }), { do: "toggle" }],
  [stroke("ArrowLeft", "ArrowLeft", { altKey: true }), { do: "step", frames: -1 }],
  [stroke("l", "KeyL", { ctrlKey: true }), { do: "loop" }],
  [stroke("“", "BracketLeft", { altKey: true }), { do: "loop-end", end: "first" }],
  [stroke("]", "BracketRight", { altKey: true }), { do: "loop-end", end: "last" }],
  [stroke(",", "Comma", { altKey: true }), { do: "rate", direction: -1 }],
  [stroke(".", "Period", { altKey: true }), { do: "rate", direction: 1 }],
])("while typing %o is %o", (pressed, command) => {
  expect(playerCommand(pressed, true)).toEqual(command);
});

test("keys of other commands are left alone", () => {
  expect(playerCommand(stroke("f", "KeyF", { ctrlKey: true }), false)).toBeUndefined();
  expect(playerCommand(stroke("q", "KeyQ"), false)).toBeUndefined();
});
