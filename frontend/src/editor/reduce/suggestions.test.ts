/** Suggestions by events: what is asked, what answers count, and what accepting and dismissing leave behind. */
import { describe, expect, test } from "vitest";
import { type Editor, requestHere, suggestionHere } from "../editor";
import { click, drag, drawn, keys, opened, ringsAt, square } from "../hand";
import { reduce } from "../reduce";
import type { Suggestion } from "../suggestion";

const suggestion = (over: Partial<Suggestion> = {}): Suggestion => ({
  id: "s1",
  track: "a",
  frame: 0,
  method: "clicks",
  shape: square(20, 20),
  estimate: 0.9,
  predictor: "grabcut",
  from: null,
  ...over,
});

const answered = (editor: Editor, over: Partial<Suggestion> = {}): Editor => {
  const request = requestHere(editor);
  if (!request) throw new Error("Nothing was asked.");
  return reduce(editor, { type: "suggest", suggestion: suggestion(over), request });
};

describe("starting from the neighbour", () => {
  test("asks for the nearest earlier outline, and else for a later one", () => {
    const cells = { "a/0": drawn(square(10, 10)), "a/60": drawn(square(30, 30)) };
    const between = keys(opened(cells), "r", "g");
    const first = keys(opened({ "a/60": drawn(square(30, 30)) }), "g");

    expect(requestHere(between)).toEqual({
      track: "a",
      frame: 30,
      method: "neighbour",
      clicks: [],
      box: null,
      from: 0,
    });
    expect(requestHere(first)?.from).toBe(60);
  });

  test("says what to do when the object is drawn nowhere", () => {
    expect(requestHere(keys(opened(), "g"))).toBeNull();
    expect(keys(opened(), "g").notice).toContain("no other keyframe");
  });
});

describe("click to mask", () => {
  test("asks with all clicks so far, the right button and Alt saying “not this”", () => {
    const clicked = click(click(click(keys(opened(), "s"), [50, 50]), [80, 80], { button: 2 }), [90, 90], {
      alt: true,
    });

    expect(requestHere(clicked)?.clicks).toEqual([
      { x: 50, y: 50, positive: true },
      { x: 80, y: 80, positive: false },
      { x: 90, y: 90, positive: false },
    ]);
  });

  test("asks with the box that was dragged", () => {
    expect(requestHere(drag(keys(opened(), "s"), [90, 80], [20, 30]))?.box).toEqual({ x0: 20, y0: 30, x1: 90, y1: 80 });
  });

  test("asks anew when a click is taken back, and withdraws the question with the last", () => {
    const two = click(click(keys(opened(), "s"), [50, 50]), [80, 80]);
    const one = keys(two, "Ctrl+z");
    const none = keys(one, "Backspace");

    expect(requestHere(one)?.clicks).toHaveLength(1);
    expect(requestHere(none)).toBeNull();
    expect(requestHere(keys(none, "Ctrl+Shift+z", "Ctrl+Shift+z"))?.clicks).toHaveLength(2);
  });

  test("works from the keyboard alone", () => {
    const placed = keys(opened(), "s", "ArrowRight", "Shift+ArrowRight", "a", "Shift+a");

    expect(requestHere(placed)?.clicks).toEqual([
      { x: 330, y: 180, positive: true },
      { x: 330, y: 180, positive: false },
    ]);
  });
});

describe("an answer", () => {
  test("to a question that was asked anew meanwhile is dropped", () => {
    const first = click(keys(opened(), "s"), [50, 50]);
    const second = click(first, [80, 80]);
    const late = reduce(second, {
      type: "suggest",
      suggestion: suggestion(),
      request: requestHere(first) ?? undefined,
    });

    expect(late).toBe(second);
  });

  test("waits on its own cell while one works on another", () => {
    const asked = click(keys(opened(), "s"), [50, 50]);
    const request = requestHere(asked);
    const away = reduce(keys(asked, "r"), { type: "suggest", suggestion: suggestion(), request: request ?? undefined });

    expect(suggestionHere(away)).toBeNull();
    expect(suggestionHere(keys(away, "e"))?.id).toBe("s1");
  });

  test("that is a refusal says why and asks no more", () => {
    const asked = click(keys(opened(), "s"), [50, 50]);
    const request = requestHere(asked);
    const refused = request && reduce(asked, { type: "unanswered", request, text: "No mask there. Click again." });

    expect(refused?.notice).toBe("No mask there. Click again.");
    expect(refused && requestHere(refused)).toBeNull();
  });
});

describe("a suggestion", () => {
  const shown = () => answered(click(keys(opened(), "s"), [50, 50]));

  test.each(["Tab", "Enter"])("becomes the object's outline by %s, in one step that says where it came from", (key) => {
    const accepted = keys(shown(), key);

    expect(ringsAt(shown(), "a", 0)).toBeNull();
    expect(accepted.history.present.cells.get("a/0")).toEqual({ kind: "drawn", shape: square(20, 20), from: "s1" });
    expect(suggestionHere(accepted)).toBeNull();
    expect(accepted.tool).toMatchObject({ tool: "magic", marks: [] });
    expect(ringsAt(keys(accepted, "Ctrl+z"), "a", 0)).toBeNull();
  });

  test("replaces what is drawn by Tab, and is added to it by Shift+Tab", () => {
    const beside = answered(click(keys(opened({ "a/0": drawn(square(300, 100)) }), "s"), [50, 50]));

    expect(ringsAt(keys(beside, "Tab"), "a", 0)).toHaveLength(1);
    expect(ringsAt(keys(beside, "Shift+Tab"), "a", 0)).toHaveLength(2);
  });

  test("is put away by Escape with the clicks that brought it, and changes nothing", () => {
    const before = shown();
    const dismissed = keys(before, "Escape");

    expect(suggestionHere(dismissed)).toBeNull();
    expect(dismissed.tool).toMatchObject({ tool: "magic", marks: [] });
    expect(dismissed.history).toBe(before.history);
  });

  test("of the neighbour is put away by Escape while selecting", () => {
    const asked = keys(opened({ "a/0": drawn(square(10, 10)) }), "r", "g");
    const ready = answered(asked, { frame: 30, method: "neighbour", from: 0 });

    expect(suggestionHere(ready)?.from).toBe(0);
    expect(suggestionHere(keys(ready, "Escape"))).toBeNull();
  });

  test("is over once the cell is decided by hand", () => {
    expect(suggestionHere(keys(shown(), "o"))).toBeNull();
  });

  test("is not taken on a locked object", () => {
    const refused = keys(keys(shown(), "l"), "Tab");

    expect(ringsAt(refused, "a", 0)).toBeNull();
    expect(suggestionHere(refused)?.id).toBe("s1");
  });
});
