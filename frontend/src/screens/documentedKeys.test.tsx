/** The annotator's guide lists the keys as the pages show them: every one, by the same words, and none that is gone. */

import { readFileSync } from "node:fs";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { CaptionKeys } from "./caption/CaptionKeys";
import { KeysDialog } from "./masks/KeysDialog";

const guide = readFileSync(new URL("../../../docs/annotating.md", import.meta.url), "utf8");
const nothing = () => undefined;

/** What a table under a heading says: group, what it does, and the keys as they are printed. */
function documented(heading: string): readonly string[] {
  const section = guide.split(/^## /mu).find((one) => one.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]*) \|$/gmu)]
    .map(([, group = "", does = "", keys = ""]) => [group, does, keys].map((one) => one.trim()).join(" / "))
    .filter((row) => row !== "where / does / keys" && !row.startsWith("---"));
}

/** The lines of a help dialog, in its order. */
function shown(dialog: ReactElement, line: RegExp): readonly string[] {
  const html = renderToStaticMarkup(<QueryClientProvider client={new QueryClient()}>{dialog}</QueryClientProvider>);
  return html.split("<section").flatMap((section) => {
    const group = /<h3>([^<]*)<\/h3>/u.exec(section)?.[1] ?? "";
    return [...section.matchAll(line)].map(([, does = "", rest = ""]) =>
      [group, does, printed(rest)].map(read).join(" / "),
    );
  });
}

/** `<kbd>`s as Markdown: those of one combination side by side, combinations apart by a comma. */
function printed(html: string): string {
  return html
    .split('<span class="keys"')
    .slice(1)
    .map((keys) => [...keys.matchAll(/<kbd>([^<]*)<\/kbd>/gu)].map(([, key = ""]) => `\`${key}\``).join(" "))
    .join(", ");
}

function read(html: string): string {
  return html.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#x27;", "'");
}

test("every key of the caption page, and nothing else, is in the guide", () => {
  const lines = shown(<CaptionKeys onClose={nothing} />, /<dt>([^<]*)<\/dt><dd>(.*?)<\/dd>/gu);

  expect(lines.length).toBeGreaterThan(20);
  expect(documented("Keys of the caption page")).toEqual(lines);
});

test("every key of the mask page, and nothing else, is in the guide", () => {
  const lines = shown(<KeysDialog onClose={nothing} />, /<div class="line"><span>([^<]*)<\/span>(.*?)<\/div>/gu);

  expect(lines.length).toBeGreaterThan(60);
  expect(documented("Keys of the mask page")).toEqual(lines);
});
