/** Why: a quoted number among measured ones must never look measured, and a set without numbers must not be lost. */
import { describe, expect, it } from "vitest";
import type { Board, PredictionSet, ProtocolScores } from "../../api/types";
import { interval, percent, standings } from "./standing";

const score = (protocol: ProtocolScores["protocol"], map: number | null): ProtocolScores => ({
  ...{
    protocol,
    map,
    ap50: map,
    ap75: map,
    ap90: map,
    ar10: map,
    stops: "",
    matching: "",
    counts: {},
    environment: {},
  },
  intervals: protocol === "corrected" && map !== null ? { map: [map - 1.25, map + 2] } : {},
});
const set = (id: number, scores: ProtocolScores[], split: PredictionSet["split"] = "val"): PredictionSet => ({
  ...{ id, name: `Set ${id}`, notes: "", licence: "", release: { id: 7, version: "v1.0" }, split, checkpoint: "" },
  ...{ trained_on: 0, state: scores.length ? "scored" : "queued", progress: { done: 0, total: 0 }, code: "", text: "" },
  ...{ faults: [], faults_total: 0, scores, captions: null, by: null, created: "", scored: null },
});
const quoted = (name: string, map: number, split = "val"): Board["quoted"][number] => ({
  ...{
    name,
    split,
    protocol: "official",
    map,
    ap50: null,
    ap75: null,
    ap90: null,
    caption_accuracy: null,
    source: "p",
  },
});

describe("standings", () => {
  it("orders measured and quoted rows together and keeps them apart by what they are", () => {
    const board = {
      sets: [set(1, [score("corrected", 30), score("official", 10)]), set(2, []), set(3, [score("corrected", 5)])],
      quoted: [quoted("Paper", 20.5), quoted("Elsewhere", 99, "test")],
    };

    const rows = standings(board, { release: 7, split: "val" });

    expect(rows.map(({ name }) => name)).toEqual(["Set 1", "Paper", "Set 3", "Set 2"]);
    expect(rows.map((row) => row.set === null)).toEqual([false, true, false, false]);
    expect(rows[1]?.scores.corrected).toBeUndefined();
  });

  it("leaves out sets of other splits and releases", () => {
    const board = { sets: [set(1, [score("corrected", 30)], "test")], quoted: [] };

    expect(standings(board, { release: 7, split: "val" })).toEqual([]);
    expect(standings(board, { release: 8, split: "test" })).toEqual([]);
  });
});

describe("numbers", () => {
  it("are written with one decimal, and a dash where there are none", () => {
    expect([percent(20.46), percent(0), percent(null), percent(undefined)]).toEqual(["20.5", "0.0", "–", "–"]);
  });

  it("have an interval where the protocol gives one", () => {
    expect(interval(score("corrected", 20), "map")).toBe("18.8 to 22.0");
    expect(interval(score("official", 20), "map")).toBeNull();
  });
});
