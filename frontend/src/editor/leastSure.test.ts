/** The key that leads to a model's least sure draft: whose, in what order, and where it leads nowhere. */
import { describe, expect, test } from "vitest";
import { actionFor } from "./actions";
import type { Editor } from "./editor";
import { drawn, keys, opened, square } from "./hand";
import { reduce } from "./reduce";
import type { Suggestion } from "./suggestion";

const drafted = (editor: Editor, ...cells: readonly (readonly [string, number, number])[]): Editor =>
  cells.reduce((now, [track, frame, estimate]) => suggested(now, { track, frame, estimate }), editor);

const suggested = (editor: Editor, over: Partial<Suggestion>): Editor => {
  const suggestion = {
    id: `${over.track}/${over.frame}`,
    track: "a",
    frame: 0,
    method: "model",
    estimate: 0.5,
  } as const;
  const rest = { shape: square(20, 20), predictor: "0.1", from: null };
  return reduce(editor, { type: "suggest", suggestion: { ...suggestion, ...rest, ...over } });
};

const place = ({ track, frame }: Editor) => `${track}/${frame}`;
const works = (editor: Editor) => actionFor({ key: "u", ctrl: false, shift: false, alt: false }, editor) !== null;

describe("the key leads to the draft that the model is least sure of", () => {
  test("of the object in hand, then to the next surer one, and round again", () => {
    const editor = drafted(opened(), ["a", 0, 0.9], ["a", 30, 0.6], ["a", 60, 0.3], ["b", 30, 0.1]);

    expect(place(keys(editor, "u"))).toBe("a/60");
    expect(place(keys(editor, "u", "u"))).toBe("a/30");
    expect(place(keys(editor, "u", "u", "u", "u"))).toBe("a/60");
  });

  test("of the clip where the object in hand has none", () => {
    expect(place(keys(drafted(opened(), ["b", 30, 0.7], ["c", 60, 0.4]), "u"))).toBe("c/60");
  });

  test("past cells that somebody has drawn or declared absent", () => {
    const cells = { "a/30": drawn(square(10, 10)), "a/60": { kind: "absent" } } as const;
    const editor = drafted(opened(cells), ["a", 0, 0.8], ["a", 30, 0.1], ["a", 60, 0.2], ["b", 0, 0.3]);

    expect(place(keys(editor, "3", "u"))).toBe("b/0");
    expect(works(keys(editor, "2", "u", "1"))).toBe(false);
  });

  test("and decides nothing", () => {
    const editor = drafted(opened(), ["a", 60, 0.3]);
    const there = keys(editor, "u");

    expect(there.history.present).toBe(editor.history.present);
    expect(there.suggestions).toEqual(editor.suggestions);
  });
});

test("it leads nowhere where nothing may be drawn, where no model drafted, and from the only draft that is left", () => {
  expect(works(drafted(opened({}, false), ["a", 30, 0.3]))).toBe(false);
  expect(works(suggested(opened(), { frame: 30, method: "neighbour" }))).toBe(false);
  expect(works(drafted(opened(), ["a", 0, 0.3]))).toBe(false);
});
