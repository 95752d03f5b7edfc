import { describe, expect, it } from "vitest";
import type { Machine } from "../../api/types";
import { byDevice, looks, urgency } from "./state";

describe("the page of machines", () => {
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
