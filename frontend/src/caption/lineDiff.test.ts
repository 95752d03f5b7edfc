/** Two versions of a guideline: what changed is found at a glance. */

import { describe, expect, it } from "vitest";
import { compareLines } from "./lineDiff";

describe("a comparison of guidelines", () => {
  it("marks the changed words of a changed line and leaves the other lines alone", () => {
    const blocks = compareLines("One.\nName two details.\nEnd.\n", "One.\nName three details.\nEnd.\n");

    expect(blocks.map(({ changed }) => changed)).toEqual([false, true, false]);
    expect(blocks[1]?.runs).toContainEqual({ change: "removed", text: "two" });
    expect(blocks[1]?.runs).toContainEqual({ change: "added", text: "three" });
  });

  it("tells stretches apart, not words", () => {
    const changed = (before: string, after: string) => compareLines(before, after).filter((block) => block.changed);

    expect(changed("a\nb\nc\nd\n", "a\nx y z\nc\nd\ne\n")).toHaveLength(2);
    expect(changed("a\n", "a\n")).toEqual([]);
  });
});
