/** The catalogue against the code: every text has its translation, with the same gaps, and no translation is of a text that went. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { extractor, getCatalogs } from "@lingui/cli/api";
import { getConfig } from "@lingui/conf";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const config = getConfig({ cwd: ROOT, configPath: `${ROOT}lingui.config.ts` });

type Token = ReturnType<typeof compileMessage>[number];

/** What a message is filled with: its values, whatever form they take, and the elements around its words. */
const gaps = (message: string): ReadonlySet<string> => {
  const values = (tokens: readonly Token[]): readonly string[] =>
    tokens.flatMap((token) =>
      typeof token === "string" ? [] : [token[0], ...Object.values(token[2] ?? {}).flatMap(inner)],
    );
  const inner = (part: unknown): readonly string[] => (Array.isArray(part) ? values(part as Token[]) : []);
  return new Set([...values(compileMessage(message)), ...(message.match(/<\d+/g) ?? [])]);
};

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
    return [...here].some((gap) => !there.has(gap)) || [...there].some((gap) => !here.has(gap));
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
