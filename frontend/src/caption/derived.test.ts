/** The texts made from a caption: whatever their words, they speak of the same objects. */

import { describe, expect, it } from "vitest";
import { idFaults } from "./derived";
import { read } from "./reading";

const faults = (written: string, derived: string) => idFaults(read(written).groundings, read(derived, "zh").groundings);

describe("the ids of a derived caption", () => {
  it("may stand in another order and more often", () => {
    const { missing, extra } = faults(
      "[A cat]<mask_1> sniffs [two cups]<mask_2,3>.",
      "[两个杯子]<mask_3,2>被[猫]<mask_1>闻了，[猫]<mask_1>走开。",
    );

    expect([missing, extra]).toEqual([[], []]);
  });

  it("are named where they are missing or too many, the latter with their words", () => {
    const { missing, extra } = faults("[A cat]<mask_1> sniffs [a cup]<mask_2>.", "[一只猫]<mask_1>和[狗]<mask_4>。");

    expect(missing).toEqual(["2"]);
    expect(extra.map(({ id, at }) => [id, at.text])).toEqual([["4", "狗"]]);
  });
});
