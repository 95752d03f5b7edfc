/** The catalogue against the code: every text has its translation, with the same gaps, and no translation is of a text that went. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { extractor, getCatalogs } from "@lingui/cli/api";
import { getConfig } from "@lingui/conf";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const config = getConfig({ cwd: ROOT, configPath: `${ROOT}lingui.config.ts` });

/** Gaps of a message: its values and the elements around its words. */
const gaps = (message: string): readonly string[] => [
  ...new Set([...message.matchAll(/\{(\w+)[,}]|<(\d+)/g)].map(([, value, element]) => value ?? `<${element}>`)),
];

const told = async () => {
  const [catalogue] = await getCatalogs(config);
  if (!catalogue) throw new Error("lingui.config.ts names no catalogue.");
  const written = (await catalogue.read("zh")) ?? {};
  const found = (await catalogue.collect({ files: undefined })) ?? {};
  return { written, found };
};

test("every text of the pages has a Chinese translation, with the same values in it", async () => {
  const { written, found } = await told();
  expect(extractor.match("a.tsx")).toBe(true);

  const untranslated = Object.entries(found).filter(([id]) => !written[id]?.translation);
  const unlike = Object.entries(found).filter(([id, { message = "" }]) => {
    const [here, there] = [gaps(message), gaps(written[id]?.translation ?? "")];
    return here.length !== there.length || here.some((gap) => !there.includes(gap));
  });

  expect(Object.keys(found).length).toBeGreaterThan(2000);
  expect(untranslated.map(([, { message }]) => message)).toEqual([]);
  expect(unlike.map(([, { message }]) => message)).toEqual([]);
}, 120_000);

test("no translation is of a text that the pages do not have any more", async () => {
  const { written, found } = await told();

  expect(Object.entries(written).flatMap(([id, { message }]) => (id in found ? [] : [message]))).toEqual([]);
  expect(readFileSync(`${ROOT}src/language/zh.po`, "utf8")).not.toContain("#~");
}, 120_000);
