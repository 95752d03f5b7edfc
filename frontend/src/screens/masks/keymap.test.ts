/** A person's keys: a combination has one holder, and only what differs is kept. */
import { describe, expect, test } from "vitest";
import { actionFor, actionNamed, actions } from "../../editor/actions";
import { annotation } from "../../editor/document";
import { openEditor } from "../../editor/editor";
import { bound, holdersOf, refusalOf, unbound } from "./keymap";

const editor = openEditor(
  annotation([{ id: "a", number: 1, label: "a dog" }], [0, 30], new Map()),
  { width: 64, height: 36 },
  true,
);
const named = (key: string, bindings = {}) =>
  actionFor({ key, ctrl: false, shift: false, alt: false }, editor, bindings)?.name;

describe("a combination that is bound anew", () => {
  test("does the action and nothing else", () => {
    const bindings = bound({}, "polygon", "Y");

    expect(named("y", bindings)).toBe("polygon");
    expect(named("n", bindings)).toBeUndefined();
    expect(bindings).toEqual({ polygon: ["Y"] });
  });

  test("is taken from whoever had it, who is named before", () => {
    const holders = holdersOf("B", "polygon", {});
    const bindings = bound({}, "polygon", "B");

    expect(holders.map(({ name }) => name)).toEqual(["brush"]);
    expect(named("b", bindings)).toBe("polygon");
    expect(bindings.brush).toEqual([]);
  });

  test("that is the action's own again leaves no difference", () => {
    const bindings = bound(bound({}, "polygon", "Y"), "polygon", "N");

    expect(bindings).toEqual({});
  });

  test("goes back when it is reset, also from whoever took it", () => {
    const swapped = bound({}, "polygon", "B");
    const bindings = unbound(swapped, "brush");

    expect(named("b", bindings)).toBe("brush");
    expect(bindings.polygon).toEqual([]);
  });
});

describe("a combination is refused", () => {
  test.each(["Ctrl+W", "?", "Ctrl+Enter"])("when the browser or the page needs it: %s", (combination) => {
    expect(refusalOf(combination)).toContain("belongs to");
  });

  test.each(["Dead", "Shift+Ctrl+A", "ß"])("when it has no name that can be kept: %s", (combination) => {
    expect(refusalOf(combination)).toContain("no name");
  });

  test.each(["Ctrl+Alt+Shift+K", "[", "F2", "Shift+ArrowUp"])(
    "but not when the server would keep it: %s",
    (combination) => {
      expect(refusalOf(combination)).toBeNull();
    },
  );
});

test("every default combination could be kept by the server", () => {
  const keys = ["undo", "redo", "polygon", "share-border", "next-keyframe", "smaller"].flatMap(
    (name) => actionNamed(name)?.keys ?? [],
  );

  expect(keys.filter((key) => refusalOf(key) !== null)).toEqual([]);
});

test("no action's own key belongs to the page, which would take it", () => {
  const taken = actions.flatMap(({ name, keys }) => keys.filter(refusalOf).map((key) => `${name}: ${key}`));

  expect(taken).toEqual([]);
});
