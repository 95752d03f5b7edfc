/** The checklist that a guideline's author writes as task items. */

import { describe, expect, it } from "vitest";
import { checklist } from "./checklist";

describe("the checklist of a guideline", () => {
  it("is its task items in order, ticked or not, without marks of emphasis", () => {
    const items = checklist(
      "# Title\n\n- [ ] **Main actor** named\n- no task\n* [x] Events `in order`\n1. [ ] Outcome\n",
    );

    expect(items).toEqual(["Main actor named", "Events in order", "Outcome"]);
  });

  it("leaves out what stands in a block of code", () => {
    expect(checklist("```\n- [ ] an example\n```\n- [ ] real\n~~~caption\n- [ ] no\n~~~")).toEqual(["real"]);
  });

  it("names an item once, since a tick is kept by its words", () => {
    expect(checklist("- [ ] Same\n- [ ] Same")).toEqual(["Same"]);
  });
});
