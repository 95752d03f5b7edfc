/** Rings carry holes and parts alike; what the server refuses must be known before it is sent. */
import { describe, expect, test } from "vitest";
import { videoPoint } from "./point";
import { covers, crossingRings, faultOf, isHole, moveRings, nestedIn, pathOf, type Ring, signedArea } from "./ring";

const ring = (...flat: number[]): Ring =>
  flat.flatMap((x, i) => (i % 2 === 0 ? [videoPoint(x, flat[i + 1] ?? 0)] : []));
const outer = ring(0, 0, 100, 0, 100, 100, 0, 100);
const inner = ring(20, 20, 40, 20, 40, 40, 20, 40);
const apart = ring(200, 0, 220, 0, 220, 20, 200, 20);
const frame = { width: 640, height: 360 };

describe("even-odd rings", () => {
  test("leave the inside of a hole uncovered", () => {
    expect(covers([outer, inner], videoPoint(30, 30))).toBe(false);
    expect(covers([outer, inner], videoPoint(60, 30))).toBe(true);
  });

  test("tell a hole from a separate part", () => {
    const shape = [outer, inner, apart];
    expect(shape.map((_, index) => isHole(shape, index))).toEqual([false, true, false]);
    expect(nestedIn(shape, 0)).toEqual([1]);
  });

  test("tell two parts that share an edge from a hole that touches its outline", () => {
    const halves = [ring(100, 150, 100, 100, 200, 100, 200, 150), ring(200, 150, 200, 200, 100, 200, 100, 150)];
    const touching = [outer, ring(0, 0, 40, 20, 20, 40)];

    expect(halves.map((_, index) => isHole(halves, index))).toEqual([false, false]);
    expect([nestedIn(halves, 0), nestedIn(halves, 1)]).toEqual([[], []]);
    expect(touching.map((_, index) => isHole(touching, index))).toEqual([false, true]);
  });

  test("name the two outlines that cross", () => {
    expect(crossingRings([outer, ring(90, 50, 150, 50, 150, 80, 90, 80), inner])).toEqual([[0, 1]]);
  });

  test("keep their form when a move meets the frame's border", () => {
    const moved = moveRings([outer, inner], [0, 1], -50, 300, frame);
    expect(moved[0]).toEqual(ring(0, 260, 100, 260, 100, 360, 0, 360));
    expect(moved[1]).toEqual(ring(20, 280, 40, 280, 40, 300, 20, 300));
  });

  test("are drawn as one closed run each", () => {
    expect(pathOf([ring(0, 0, 4, 0, 0, 4.5)])).toBe("M0 0L4 0L0 4.5Z");
  });
});

describe("a ring that the server would refuse", () => {
  test.each([
    ["two points", ring(0, 0, 10, 10), { kind: "few" }],
    ["a point given thrice", ring(0, 0, 10, 10, 0, 0), { kind: "few" }],
    ["points on one line", ring(0, 0, 5, 0, 10, 0), { kind: "crosses", edges: [0, 1, 2] }],
    ["a bow tie", ring(0, 0, 10, 10, 10, 0, 0, 10), { kind: "crosses", edges: [0, 2] }],
    ["a corner that touches an edge", ring(0, 0, 10, 0, 5, 0, 5, 10), { kind: "crosses", edges: [0, 1, 2] }],
  ])("%s", (_, given, fault) => {
    expect(faultOf(given)).toMatchObject(fault.kind === "crosses" ? { kind: "crosses" } : fault);
  });

  test("a concave outline is none", () => {
    expect(faultOf(ring(0, 0, 10, 0, 10, 10, 5, 2, 0, 10))).toBeNull();
    expect(signedArea(outer)).toBe(10000);
  });
});
