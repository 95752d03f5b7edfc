/** Who reads Chinese fetches the texts of the screens that are opened: all of them, and not those of other pages. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { getCatalogs } from "@lingui/cli/api";
import type { CatalogType } from "@lingui/conf";
import { expect, test } from "vitest";
import { cut, partOf } from "../../catalogues.ts";
import { CONFIG } from "../../messages.ts";
import type { Part } from "./language";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const IMPORT = /(?:^|\n)(?:import|export)(?! type)[^;"]*"(\.[^"]+)"|import\("(\.[^"]+)"\)/g;
/** A screen's module with the parts that come before it, as `routes.tsx` and `WorkScreen.tsx` load them. */
const LOADED = /(?:page\(|withTexts\(\[([^\]]*)\], )\(\) => import\("(\.[^"]+)"\)/g;
const PAGES: readonly Part[] = ["pages", "caption"];

const fileOf = (from: string, named: string): string | undefined =>
  ["", ".ts", ".tsx"]
    .map((end) => join(dirname(from), named) + end)
    .find((path) => /\.tsx?$/.test(path) && existsSync(path));

/** A file and all that it imports, at once or later. */
function reached(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, now, later] of readFileSync(file, "utf8").matchAll(IMPORT)) {
    const next = fileOf(file, now ?? later ?? "");
    if (next) reached(next, seen);
  }
  return seen;
}

/** Every screen that waits for parts of the catalogue, with these parts. */
const screens = ["src/screens/routes.tsx", "src/screens/WorkScreen.tsx"].flatMap((name) =>
  [...readFileSync(ROOT + name, "utf8").matchAll(LOADED)].map(([, parts, named = ""]) => ({
    file: fileOf(ROOT + name, named) ?? "",
    parts: parts === undefined ? PAGES : [...parts.matchAll(/"(\w+)"/g)].map(([, part]) => part as Part),
  })),
);

async function chinese(): Promise<CatalogType> {
  const [catalogue] = await getCatalogs(CONFIG);
  return (await catalogue?.read("zh")) ?? {};
}

test("a screen has every text that its modules may show", async () => {
  const told = Object.entries(await chinese());

  for (const { file, parts } of screens) {
    const brought = ["shared", ...parts].map((part) => new Set(Object.keys(cut(Object.fromEntries(told), part))));
    const modules = new Set([...reached(file)].map((path) => relative(ROOT, path)));
    const shown = told.filter(([, { origin = [] }]) => origin.some(([name]) => modules.has(name)));
    const lacking = shown.filter(([id]) => !brought.some((part) => part.has(id)));

    expect(shown.length, file).toBeGreaterThan(10);
    expect(
      lacking.map(([, { message, origin }]) => [message, origin?.map(([name]) => name)]),
      file,
    ).toEqual([]);
  }
  expect(screens.length).toBeGreaterThan(25);
});

test("what is there before any screen has its texts from the start", () => {
  const eager = [...reached(`${ROOT}src/screens/Shell.tsx`), ...reached(`${ROOT}src/screens/SignedIn.tsx`)];

  expect(eager.map((path) => partOf(relative(ROOT, path))).filter((part) => part !== "shared")).toEqual([]);
});
