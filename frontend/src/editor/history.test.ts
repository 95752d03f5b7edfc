/** Undo is only trusted when it is exact, on any object and any keyframe, in any order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { videoPoint } from "../geometry/point";
import { apply, type Change } from "./change";
import { annotation, type Cell, cellKey, differences } from "./document";
import { begin, receive, redo, run, undo } from "./history";

const tracks = [
  { id: "a", number: 1, label: "a dog" },
  { id: "b", number: 0, label: "a ball" },
  { id: "c", number: 2, label: "a leash" },
];
const empty = annotation(tracks, [0, 30, 60], new Map());

const point = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map(([x, y]) => videoPoint(x, y));
const cell: fc.Arbitrary<Cell | null> = fc.oneof(
  fc.constant(null),
  fc.constant<Cell>({ kind: "absent" }),
  fc.array(point, { minLength: 3, maxLength: 5 }).map((ring): Cell => ({ kind: "drawn", shape: [ring] })),
);
const write = fc.record({ track: fc.constantFrom("a", "b", "c"), frame: fc.constantFrom(0, 30, 60), cell });
const change: fc.Arbitrary<Change> = fc.record({
  label: fc.constant("change"),
  writes: fc.array(write, { minLength: 1, maxLength: 4 }),
});

const sorted = (cells: ReadonlyMap<string, Cell>) => [...cells.entries()].sort(([a], [b]) => a.localeCompare(b));

describe("a change", () => {
  test("is undone exactly by its inverse, even where it writes one cell twice", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 5 }), change, (before, next) => {
        const start = before.reduce((sum, one) => apply(sum, one).annotation, empty);
        const done = apply(start, next);
        const back = apply(done.annotation, done.inverse);
        expect(sorted(back.annotation.cells)).toEqual(sorted(start.cells));
        expect(sorted(apply(back.annotation, back.inverse).annotation.cells)).toEqual(sorted(done.annotation.cells));
      }),
    );
  });

  test("leaves the annotation that it was applied to as it was", () => {
    const drawn = apply(empty, { label: "absent", writes: [{ track: "a", frame: 30, cell: { kind: "absent" } }] });

    expect(empty.cells.size).toBe(0);
    expect(differences(empty, drawn.annotation)).toEqual([{ track: "a", frame: 30 }]);
  });
});

describe("the history", () => {
  test("walks back to the start and forth to the end", () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const end = changes.reduce(run, begin(empty));
        const start = changes.reduce(undo, end);
        expect(sorted(start.present.cells)).toEqual([]);
        expect(sorted(changes.reduce(redo, start).present.cells)).toEqual(sorted(end.present.cells));
      }),
    );
  });

  test("forgets what was undone once something else is done", () => {
    const absent = (frame: number): Change => ({
      label: "absent",
      writes: [{ track: "a", frame, cell: { kind: "absent" } }],
    });
    const history = run(undo(run(begin(empty), absent(0))), absent(30));

    expect(redo(history)).toBe(history);
  });

  test("has no entry for what another person did", () => {
    const theirs = receive(begin(empty), {
      label: "theirs",
      writes: [{ track: "b", frame: 0, cell: { kind: "absent" } }],
    });

    expect(undo(theirs)).toBe(theirs);
    expect(theirs.present.cells.has(cellKey({ track: "b", frame: 0 }))).toBe(true);
  });
});

test("objects stand in the order of their digits, the tenth last", () => {
  expect(empty.tracks.map((track) => track.number)).toEqual([1, 2, 0]);
});
