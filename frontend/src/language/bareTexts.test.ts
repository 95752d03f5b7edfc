/** What a person reads goes through the catalogue: the check by itself, then held against every file of the pages. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { bareTexts } from "./bareTexts";

const SOURCE = fileURLToPath(new URL("../", import.meta.url));

/** Not for translation: keys, addresses, what browsers call themselves, a language's own name, and the scene that measures the hand. */
const MEANT = /^(?:Shift \w+|Mac OS|中文|var\(--o\)|https:\/\/hooks\.example\.org\/tether)$/;
const APART = /\.(?:test|bench|setup)\.tsx?$|schema\.d\.ts$|^editor\/hand\.ts$/;

test("words between tags, in what is shown and in sentences are found where nothing looks them up", () => {
  const source = `
    const Screen = () => <p title="Rest">Save it <Trans>Kept</Trans></p>;
    const rows = [{ label: open ? "open" : t\`closed\`, key: "one" }];
    toast(late ? "It came too late." : t\`Done.\`);
    const said = \`Clip \${number} came\`;`;

  const found = bareTexts("screen.tsx", source);

  expect(found).toEqual(["2: Rest", "2: Save it", "3: open", "4: It came too late.", "5: Clip  came"]);
});

test("classes, keys, addresses and what the catalogue holds are left alone", () => {
  const source = `
    import { Button } from "./Button";
    const Screen = () => <a className="btn sm" href="/p/demo"><Trans>Open it</Trans></a>;
    if (kind === "A kind of its own.") go({ to: "/p/$project", type: "next" });
    const count = plural(clips, { one: "# clip", other: "# clips" });`;

  expect(bareTexts("screen.tsx", source)).toEqual([]);
});

test("no page shows a text past the catalogue", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && !APART.test(name),
  );

  const bare = files.flatMap((name) =>
    bareTexts(name, readFileSync(SOURCE + name, "utf8"))
      .filter((text) => !MEANT.test(text.replace(/^\d+: /, "")))
      .map((text) => `${name}:${text}`),
  );

  expect(files.length).toBeGreaterThan(400);
  expect(bare).toEqual([]);
}, 60_000);
