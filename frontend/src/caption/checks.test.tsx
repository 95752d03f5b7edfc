/** The list of checks as it is read: what counts, what is offered, what a mend would change. */

import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { ChecksList } from "./ChecksList";
import { counting, keyOf } from "./ignored";
import { lint } from "./lints/lint";
import { withMentioned } from "./objects";
import { preview } from "./preview";
import type { Fix } from "./problem";
import { survey } from "./survey";

const nothing = () => undefined;

function read(text: string) {
  const found = survey(text);
  const doubts = lint(found, { objects: withMentioned([], found.groundings), lengths: null });
  return { ...found, problems: [...found.problems, ...doubts] };
}

describe("the list", () => {
  const text = "She slides [both outer cups]<mask_0,1,2> by [the middle cup";
  const html = (ignored: readonly string[] = []) =>
    renderToStaticMarkup(
      <ChecksList survey={read(text)} ignored={new Set(ignored)} onJump={nothing} onFix={nothing} onIgnore={nothing} />,
    );

  test("counts errors and warnings, and offers each mend as a button", () => {
    expect(html()).toContain("1 error");
    expect(html()).toContain("1 warning");
    expect(html()).toMatch(/>Use 0, 2<\/button>.*>Use 0, 1<\/button>.*>Write “all three”<\/button>/u);
    expect(html()).toContain('aria-label="Ignore: “both” says 2, the objects are 0, 1, 2"');
    expect(html()).toContain("Word 3.");
  });

  test("strikes an ignored warning through, counts it no more and offers to count it again", () => {
    const ignored = read(text).problems.map(keyOf);

    expect(html(ignored)).toContain("1 error");
    expect(html(ignored)).not.toContain("1 warning");
    expect(html(ignored)).toContain("<s>“both” says 2, the objects are 0, 1, 2</s>");
    expect(html(ignored)).toContain('aria-label="Count again: “both” says 2');
    expect(html(ignored)).not.toContain("Use 0, 2");
  });

  test("an ignored doubt stays ignored while words are typed before it, an error never is", () => {
    const ignored = new Set(read(text).problems.map(keyOf));

    expect(counting(read(`And then ${text}`).problems, ignored).map(({ code }) => code)).toEqual(["E_OPEN"]);
  });

  test("offers no mend where there is no editor, and no word to learn where there is no dictionary", () => {
    const still = renderToStaticMarkup(<ChecksList survey={read(text)} />);

    expect(still).not.toContain("<button");
  });
});

describe("what a mend would change", () => {
  const first = (text: string, code: string) =>
    read(text).problems.find((one) => one.code === code)?.fixes[0] ?? ({ label: "", changes: [] } satisfies Fix);

  test("is shown with the words around it", () => {
    const text = "She then slowly slides [both outer cups]<mask_0,1,2> past the middle cup on the table";

    expect(preview(text, first(text, "L_COUNT"))).toEqual({
      before: "both outer cups ‹0, 1, 2›",
      after: "both outer cups ‹0, 2›",
    });
  });

  test("in plain words stands among its neighbours, in a fault of the grammar as it is written", () => {
    const text = "Then [a man]<mask_1> walks slowly along along the wet street";

    expect(preview(text, first(text, "L_REPEAT"))).toEqual({
      before: "… slowly along along the wet …",
      after: "… slowly along the wet …",
    });
    expect(preview("[a]<mask_1,1>", first("[a]<mask_1,1>", "E_TWICE"), true)).toEqual({
      before: "[a]<mask_1,1>",
      after: "[a]<mask_1>",
    });
  });

  test("of a whole text has no dots", () => {
    expect(preview("the the 👪", first("the the 👪", "L_REPEAT"))).toEqual({ before: "the the 👪", after: "the 👪" });
  });

  test("of the list names the objects that stay", () => {
    const fix = { label: "Remove object 2", changes: [], objects: [{ number: 1, name: "cat" }] };

    expect(preview("A cat", fix)).toEqual({ before: "the list of objects", after: "1 cat" });
  });

  test("is cut where it is long, never inside a character", () => {
    const text = `[${"👪".repeat(200)}]<mask_1,1>`;
    const { before } = preview(text, { label: "", changes: [{ from: 0, to: text.length, insert: "x" }] });

    expect(Array.from(before).length).toBeLessThan(70);
    expect(before).not.toMatch(/\p{Cs}/u);
  });
});
