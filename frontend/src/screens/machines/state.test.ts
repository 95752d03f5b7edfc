import { describe, expect, it } from "vitest";
import type { Machine } from "../../api/types";
import { byDevice, duration, looks, urgency } from "./state";

describe("the page of machines", () => {
  it("says how long something takes in the unit that one would use", () => {
    expect([0.2, 12.4, 59.4, 60, 3540, 3600, 7500].map(duration)).toEqual([
      "1 s",
      "12 s",
      "59 s",
      "1 min",
      "59 min",
      "1 h",
      "2 h 5 min",
    ]);
  });

  it("offers what the server accepts in each state", () => {
    expect(Object.entries(looks).map(([state, { verbs }]) => [state, ...verbs])).toEqual([
      ["running", "pause", "cancel"],
      ["queued", "pause", "cancel"],
      ["paused", "resume", "cancel"],
      ["failed", "retry"],
      ["cancelled", "retry"],
    ]);
  });

  it("tells by the priority who waits", () => {
    expect([0, 5, 10].map(urgency)).toEqual(["Somebody waits", "Handed in", "Batch"]);
  });

  it("puts the workers of one device together", () => {
    const worker = (name: string, device: string) => ({ name, device }) as Machine;

    const groups = byDevice([worker("a", "cpu"), worker("b", "cuda:0 H100"), worker("c", "cpu")]);

    expect(groups.map(([device, of]) => [device, ...of.map(({ name }) => name)])).toEqual([
      ["cpu", "a", "c"],
      ["cuda:0 H100", "b"],
    ]);
  });
});
