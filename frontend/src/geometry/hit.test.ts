/** What the pointer takes must not depend on the zoom, and a vertex always goes before what lies under it. */
import { describe, expect, test } from "vitest";
import { type Camera, toScreen } from "./camera";
import { hit } from "./hit";
import { screenPoint, videoPoint } from "./point";

const square = [videoPoint(0, 0), videoPoint(100, 0), videoPoint(100, 100), videoPoint(0, 100)];
const hole = [videoPoint(40, 40), videoPoint(60, 40), videoPoint(60, 60), videoPoint(40, 60)];
const near: Camera = { scale: 4, x: 30, y: 20 };

const at = (x: number, y: number, camera: Camera) => toScreen(videoPoint(x, y), camera);

describe("what the pointer is on", () => {
  test("is the vertex where vertex, edge and fill lie on each other", () => {
    expect(hit([square], at(100, 0, near), near)).toMatchObject({ kind: "vertex", ring: 0, index: 1 });
  });

  test("is the midpoint in the middle of a long edge, and the edge beside it", () => {
    expect(hit([square], at(50, 0, near), near)).toMatchObject({ kind: "midpoint", index: 0, at: { x: 50, y: 0 } });
    expect(hit([square], at(80, 0.5, near), near)).toMatchObject({ kind: "edge", index: 0, at: { x: 80, y: 0 } });
  });

  test("has no midpoint on an edge that is too short on the screen", () => {
    const far: Camera = { scale: 0.2, x: 0, y: 0 };
    expect(hit([square], screenPoint(10, 0), far)?.kind).toBe("edge");
  });

  test("is the fill inside, and nothing in a hole", () => {
    expect(hit([square, hole], at(20, 80, near), near)).toEqual({ kind: "fill", ring: 0 });
    expect(hit([square, hole], at(50, 50, near), near)).toBeNull();
  });

  test("reaches eight screen pixels around a vertex at any zoom", () => {
    for (const scale of [0.5, 1, 8]) {
      const camera: Camera = { scale, x: 0, y: 0 };
      const corner = at(0, 0, camera);
      expect(hit([square], screenPoint(corner.x - 7, corner.y), camera)?.kind).toBe("vertex");
      expect(hit([square], screenPoint(corner.x - 9, corner.y), camera)).toBeNull();
    }
  });
});
