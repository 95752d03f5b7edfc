/** What a guideline's author writes is text: nothing in it runs, calls elsewhere or leads where no reader expects. */

import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { GuidelineText } from "./GuidelineText";

const html = (text: string) => renderToStaticMarkup(<GuidelineText text={text} />);

describe("the text of a guideline", () => {
  it("shows HTML as the characters it is", () => {
    const page = html('<script>alert(1)</script>\n\nSee <b onclick="x()">this</b>.');

    expect(page).not.toMatch(/<script|<b[ >]/);
    expect(page).toContain("&lt;script&gt;");
  });

  it("loads no picture", () => {
    const page = html("![a chart](https://elsewhere.example/x.png)");

    expect(page).not.toContain("<img");
    expect(page).not.toContain("elsewhere.example");
    expect(page).toContain("a chart");
  });

  it("follows links to pages and mail only, and gives them no way back", () => {
    const page = html("[paper](https://arxiv.org/abs/2412.09754) [mail](mailto:lead@example.org)");
    const others = html(
      "[a](javascript:alert(1)) [b](data:text/html,x) [c](/api/session) [d](//evil.example) [e](java\nscript:x)",
    );

    expect(page).toContain('href="https://arxiv.org/abs/2412.09754" target="_blank" rel="noopener noreferrer"');
    expect(page).toContain('href="mailto:lead@example.org"');
    expect(others).not.toContain("<a");
  });

  it("shows a caption in a block of code as chips, with the way it is written below", () => {
    const page = html("```caption\n[A cat]<mask_1> sleeps.\n```");

    expect(page).toContain('class="chip');
    expect(page).toContain('aria-label="object 1"');
    expect(page).toContain("[A cat]&lt;mask_1&gt; sleeps.");
  });

  it("shows a caption in a line of code as chips, and other code as code", () => {
    expect(html("Write `[A cat]<mask_1>` here.")).toContain('class="chip');
    expect(html("Press `Ctrl+.` here.")).toContain("<code>Ctrl+.</code>");
  });

  it("shows an example that is wrong as it is written, so that it can teach what not to do", () => {
    const page = html("```caption\n[A cat <mask_1>\n```");

    expect(page).not.toContain('class="chip');
    expect(page).toContain("[A cat &lt;mask_1&gt;");
  });
});
