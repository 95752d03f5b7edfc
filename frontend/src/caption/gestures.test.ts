/** The caption's gestures on the editor's state: what each leaves in the text and in the list, and that one undo takes it back. */

import { redo, undo } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { describe, expect, test } from "vitest";
import { choosingField, placeNow, rest, restedField, showRaw } from "./document";
import { clock, completed, groundAs, mend, mentionTime, onObjects, replaced, untieBeside } from "./gestures";
import { MADE, made, names, objectsOf, once, opened, shown, textOf } from "./gestures.setup";
import { merged, nameOf, removed, renamed, renumbered, reordered } from "./objects";
import { survey } from "./survey";

const CAT = "A [white cat]<mask_1> sniffs [a purple cup]<mask_2>.";
describe("grounding", () => {
  test("with a number that has no object adds one, named by the words without their article", () => {
    const state = made(opened("|A white cat| sniffs."), groundAs(opened("|A white cat| sniffs."), "1"));

    expect(shown(state)).toBe("[|A white cat|]<mask_1> sniffs.");
    expect(objectsOf(state)).toEqual([{ number: 1, name: "white cat" }]);
  });

  test("with a number that has an object leaves its name", () => {
    const state = opened("A [cat]<mask_1> and |it|.");

    expect(names(made(state, groundAs(state, "1")))).toEqual(["1 cat"]);
  });

  test("again takes the object from the words, and out of the list that it came into with them", () => {
    const tied = made(opened("|cat|"), groundAs(opened("|cat|"), "1"));
    const state = made(tied, groundAs(tied, "1"));

    expect(textOf(state)).toBe("cat");
    expect(names(state)).toEqual([]);
  });

  test("again leaves an object in the list that its author named", () => {
    const tied = made(opened("|cat|"), groundAs(opened("|cat|"), "1"));
    const named = made(
      tied,
      onObjects(tied, (written) => renamed(written, 1, "grey tomcat")),
    );

    expect(names(made(named, groundAs(named, "1")))).toEqual(["1 grey tomcat"]);
  });

  test("a crowd adds no object", () => {
    const state = opened("the |crowd| cheers");
    const tied = made(state, groundAs(state, "?"));

    expect(textOf(tied)).toBe("the [crowd]<mask_?> cheers");
    expect(objectsOf(tied)).toEqual([]);
  });

  test("is one step: undo takes text and object back, redo brings both again", () => {
    const state = opened("|A white cat| sniffs.");
    const tied = made(state, groundAs(state, "1"));
    const back = once(undo, tied);

    expect([textOf(back), names(back)]).toEqual(["A white cat sniffs.", []]);
    expect([textOf(once(redo, back)), names(once(redo, back))]).toEqual([
      "[A white cat]<mask_1> sniffs.",
      ["1 white cat"],
    ]);
  });

  test("does nothing where nobody may write", () => {
    const state = EditorState.create({ doc: "cat", extensions: [MADE, EditorState.readOnly.of(true)] });

    expect(groundAs(state, "1")).toBeUndefined();
  });
});

describe("a plain digit ties", () => {
  const select = (state: EditorState, userEvent?: string) =>
    state.update({ selection: { anchor: 2, head: 7 }, ...(userEvent ? { userEvent } : {}) }).state;

  test("words that were selected by hand, and types after they were let go", () => {
    const state = select(opened("A white cat"), "select");

    expect(state.field(choosingField)).toBe(true);
    expect(state.update({ selection: { anchor: 7 }, userEvent: "select" }).state.field(choosingField)).toBe(false);
  });

  test("nothing that a jump selected, and no half of a bracket", () => {
    expect(select(opened("A white cat")).field(choosingField)).toBe(false);
    expect(select(opened("A w[ite cat"), "select").field(choosingField)).toBe(false);
  });
});

describe("an object", () => {
  const onCat = (gesture: Parameters<typeof onObjects>[1]) => made(opened(CAT), onObjects(opened(CAT), gesture));

  test("that is renamed changes no word of the text", () => {
    const state = onCat((one) => renamed(one, 2, "cup"));

    expect(textOf(state)).toBe(CAT);
    expect(names(state)).toEqual(["1 white cat", "2 cup"]);
  });

  test("that is moved in the list keeps its number", () => {
    expect(names(onCat((one) => reordered(one, [2, 1])))).toEqual(["2 purple cup", "1 white cat"]);
  });

  test("that gets another's number gives it its own", () => {
    const state = onCat((one) => renumbered(one, 1, 2));

    expect(textOf(state)).toBe("A [white cat]<mask_2> sniffs [a purple cup]<mask_1>.");
    expect(names(state)).toEqual(["2 white cat", "1 purple cup"]);
  });

  test("that is merged into another is named by none of its phrases, each of which names the other once", () => {
    const state = opened("[a cat]<mask_1> by [both]<mask_1,2>");
    const now = made(
      state,
      onObjects(state, (one) => merged(one, 1, 2)),
    );

    expect(textOf(now)).toBe("[a cat]<mask_2> by [both]<mask_2>");
    expect(names(now)).toEqual(["2 both"]);
  });

  test("that is removed leaves its words as plain text", () => {
    const state = opened("[a cat]<mask_1> by [both]<mask_1,2>");
    const now = made(
      state,
      onObjects(state, (one) => removed(one, 1)),
    );

    expect(textOf(now)).toBe("a cat by [both]<mask_2>");
  });

  test.each([
    ["A white cat", "white cat"],
    ["the crowd", "crowd"],
    ["The", "The"],
    ["another cup", "another cup"],
    ["一只猫", "一只猫"],
  ])("first named by %j is called %j", (words, name) => {
    expect(nameOf(words)).toBe(name);
  });
});

describe("in the chip view", () => {
  test.each([
    ["words and the end of a chip leave the tie on the rest", "A [white |cat]<mask_1> si|ts", "A [white |]<mask_1>ts"],
    ["a whole chip goes with its tie", "A |[cat]<mask_1> si|ts", "A |ts"],
    ["all words of a chip go with its tie", "A [|cat|]<mask_1> sits", "A | sits"],
    ["two chips cut in half stay two chips", "[a |cat]<mask_1> by [a c|up]<mask_2>", "[a |]<mask_1>[up]<mask_2>"],
  ])("deleting: %s", (_what, before, wanted) => {
    const state = opened(before);
    const { from, to } = state.selection.main;

    expect(shown(made(state, { changes: { from, to }, userEvent: "delete.selection" }))).toBe(wanted);
  });

  test("typing over a chip's words keeps the tie", () => {
    const state = opened("A [|cat|]<mask_1> sits");

    expect(shown(made(state, { ...state.replaceSelection("dog"), userEvent: "input.type" }))).toBe(
      "A [dog|]<mask_1> sits",
    );
  });

  test("Backspace right after a chip, and Delete right before one, take the tie and leave the words", () => {
    const behind = opened("A [cat]<mask_1>| sits");
    const before = opened("A |[cat]<mask_1> sits");

    expect(shown(made(behind, untieBeside(behind, "before")))).toBe("A cat| sits");
    expect(shown(made(before, untieBeside(before, "after")))).toBe("A |cat sits");
  });

  test("the raw view guards nothing: there every character is one", () => {
    const state = opened("A [white |cat]<mask_1> si|ts").update({ effects: showRaw.of(true) }).state;
    const { from, to } = state.selection.main;

    expect(textOf(made(state, { changes: { from, to }, userEvent: "delete" }))).toBe("A [white ts");
  });
});

describe("a mend", () => {
  test("finds its place after what was typed since it was offered", () => {
    const state = made(opened("A [man]<mask_1>[cup]<mask_2, 3>"), { effects: rest.of([]) });
    const fix = survey(textOf(state)).problems[0]?.fixes[0];
    const typed = made(state, { changes: { from: 0, insert: "Here: " }, userEvent: "input.type" });

    expect(fix && textOf(made(typed, mend(typed, fix)))).toBe("Here: A [man]<mask_1>[cup]<mask_2,3>");
  });

  test("is not made over words that have changed", () => {
    const state = made(opened("[cup]<mask_2, 3>"), { effects: rest.of([]) });
    const fix = survey(textOf(state)).problems[0]?.fixes[0];
    const typed = made(state, { changes: { from: 2, insert: "x" }, userEvent: "input.type" });

    expect(fix && mend(typed, fix)).toBeUndefined();
  });

  test("brings the object that it ties to", () => {
    const state = made(opened("A [man] runs"), { effects: rest.of([]) });
    const fix = survey(textOf(state)).problems[0]?.fixes[0];
    const mended = made(state, fix && mend(state, fix));

    expect([textOf(mended), names(mended)]).toEqual(["A [man]<mask_1> runs", ["1 man"]]);
  });

  test("of what was pasted in another writing is offered for one place and for all", () => {
    const { problems } = survey("[a] <mask_1> by 【b】<mask_2>");

    expect(problems.map(({ fixes }) => fixes.map(({ label }) => label))).toEqual([
      ["Fix", "Fix all 2"],
      ["Fix", "Fix all 2"],
    ]);
  });
});

describe("the time of mention", () => {
  test.each([
    ["He jumps|.", "He jumps at 0:03|."],
    ["|he jumps", "at 0:03 |he jumps"],
    ["A [m|an]<mask_1> jumps", "A [man]<mask_1> at 0:03| jumps"],
  ])("in %j gives %j", (before, wanted) => {
    expect(shown(made(opened(before), mentionTime(opened(before), 3.9)))).toBe(wanted);
  });

  test("goes past the minute", () => {
    expect(clock(75.2)).toBe("1:15");
  });
});

test("a name taken from the list is written with its tie", () => {
  expect(textOf(made(opened("The whi| sits", []), completed(4, 7, "white cat", 1)))).toBe(
    "The [white cat]<mask_1> sits",
  );
});

test("what is pasted with its ties brings its objects, and undo takes both", () => {
  const pasted = made(opened("|", []), { changes: { from: 0, insert: "[a cat]<mask_4>" }, userEvent: "input.paste" });

  expect(names(pasted)).toEqual(["4 cat"]);
  expect([textOf(once(undo, pasted)), names(once(undo, pasted))]).toEqual(["", []]);
});

test("text from outside keeps the objects that it does not bring", () => {
  const state = opened("A [cat]<mask_1>.");

  expect(names(made(state, replaced(state, "A [cup]<mask_3>.")))).toEqual(["1 cat", "3 cup"]);
});

test("a place of the page's last reading is found after typing before, in and behind it", () => {
  const state = made(opened("A cat sits"), { effects: rest.of([]) });
  const typed = made(made(state, { changes: { from: 0, insert: "👪 " } }), { changes: { from: 13, insert: "!" } });

  expect(placeNow(typed, 2, 5)).toEqual({ from: 5, to: 8, same: true });
  expect(typed.field(restedField).since).not.toBeNull();
});
