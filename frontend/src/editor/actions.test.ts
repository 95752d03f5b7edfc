/** The table of actions is the toolbar, the keys and the help at once: what it says of keys has to be true. */
import { describe, expect, test } from "vitest";
import { actionFor, actionNamed, actions } from "./actions";
import { opened } from "./hand";
import { combinationOf, type Press } from "./keymap";

const press = (key: string, held: Partial<Press> = {}) => ({
  key,
  ctrl: false,
  shift: false,
  alt: false,
  ...held,
});

describe("keys", () => {
  test("mean one thing each, but for Escape, which first puts a suggestion away", () => {
    const keys = actions.flatMap((action) => action.keys);
    const shared = keys.filter((key, index) => keys.indexOf(key) !== index);

    expect(shared).toEqual(["Escape"]);
    expect(actions.filter((action) => action.keys.includes("Escape")).map(({ name }) => name)).toEqual([
      "dismiss",
      "cancel",
    ]);
  });

  test("have the form that the server stores, and actions names that it takes", () => {
    for (const { name, keys } of actions) {
      expect(name).toMatch(/^[a-z0-9-]{1,40}$/);
      expect(keys.length).toBeLessThanOrEqual(4);
      for (const key of keys) expect(key).toMatch(/^(Ctrl\+)?(Alt\+)?(Shift\+)?([^\sa-z]|[A-Z][A-Za-z]+)$/);
    }
  });

  test.each([
    ["Ctrl+Shift+Z", press("Z", { ctrl: true, shift: true })],
    ["+", press("+", { shift: true })],
    ["Shift+[", press("{", { shift: true })],
    ["Shift+.", press(">", { shift: true })],
    ["[", press("[", { ctrl: true, alt: true })],
    ["<", press("<")],
    ["Alt+E", press("Dead", { alt: true, code: "KeyE" })],
    ["Ctrl+Alt+ArrowUp", press("ArrowUp", { ctrl: true, alt: true })],
  ])("are called %s as a person would say it, on other keyboards too", (name, pressed) => {
    expect(combinationOf(pressed)).toBe(name);
  });

  test("are the person's own where they bound others, and the old ones are free then", () => {
    const bindings = { polygon: ["Alt+P"], hand: [] };

    expect(actionFor(press("p", { alt: true }), opened(), bindings)?.name).toBe("polygon");
    expect(actionFor(press("n"), opened(), bindings)).toBeNull();
    expect(actionFor(press("p"), opened(), bindings)).toBeNull();
    expect(actionFor(press("v"), opened(), bindings)?.name).toBe("select");
  });

  test("reach the tenth object by 0 only when there is one", () => {
    expect(actionFor(press("0"), opened())).toBeNull();
    expect(actionFor(press("2"), opened())?.name).toBe("object-2");
  });

  test("of editing are off where nothing may be changed, and those of looking are not", () => {
    const closed = opened({}, false);

    expect(["n", "b", "s", "g", "o"].map((key) => actionFor(press(key), closed))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(actionFor(press("z"), closed)?.name).toBe("fit");
    expect(actionNamed("lock")?.when(closed)).toBe(true);
  });
});
