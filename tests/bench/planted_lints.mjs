// The browser's doubts about captions as a program: standard input has a caption a line, as JSON; each becomes a list of codes.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const frontend = fileURLToPath(new URL("../../frontend/", import.meta.url));
const { runnerImport } = await import(pathToFileURL(createRequire(`${frontend}package.json`).resolve("vite")).href);
const imported = async (path, plugins) =>
  (await runnerImport(`${frontend}${path}`, { configFile: false, root: frontend, plugins })).module;
const { messages } = await imported("messages.ts", []);
const load = (name) => imported(`src/${name}.ts`, [messages()]);

(await load("language/language")).speakEnglish();
const { survey } = await load("caption/survey");
const { lint } = await load("caption/lints/lint");
const { withMentioned } = await load("caption/objects");

for await (const line of createInterface({ input: process.stdin })) {
  const read = survey(JSON.parse(line));
  const doubts = lint(read, { objects: withMentioned([], read.groundings), lengths: null });
  process.stdout.write(`${JSON.stringify(doubts.map(({ code }) => code))}\n`);
}
