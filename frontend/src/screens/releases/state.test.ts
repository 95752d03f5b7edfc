/** Why: the version that the dialog proposes is the one that most people take. */
import { describe, expect, it } from "vitest";
import { nextVersion, withoutPrompts } from "./state";

describe("clips without reviewed prompts", () => {
  it("are counted, with what they have instead", () => {
    expect(withoutPrompts({ lacking: 2, clips: 3, prompts: "reviewed" })).toBe(
      "No reviewed prompt for 2 of 3 clips: released without any.",
    );
    expect(withoutPrompts({ lacking: 2, clips: 3, prompts: "by-rule" })).toContain("marked as unreviewed");
    expect(withoutPrompts({ lacking: 0, clips: 1, prompts: "reviewed" })).toBe(
      "Every clip has prompts that people approved.",
    );
  });
});

describe("the proposed version", () => {
  it("is v1.0.0 for the first release", () => {
    expect(nextVersion([])).toBe("v1.0.0");
  });

  it("counts the last number of the newest version on, past those that are taken", () => {
    expect(nextVersion(["v1.0.9", "v1.0.8"])).toBe("v1.0.10");
    expect(nextVersion(["v1.1", "v1.3", "v1.2"])).toBe("v1.4");
  });
});
