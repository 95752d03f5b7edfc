// The browser's doubts about captions as a program: standard input has a caption a line, as JSON; each becomes a list of codes.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const frontend = fileURLToPath(new URL("../../frontend/", import.meta.url));
const { runnerImport } = await import(pathToFileURL(createRequire(`${frontend}package.json`).resolve("vite")).href);
const load = async (name) =>
  (await runnerImport(`${frontend}src/caption/${name}.ts`, { configFile: false, root: frontend })).module;

const { survey } = await load("survey");
const { lint } = await load("lints/lint");
const { withMentioned } = await load("objects");

for await (const line of createInterface({ input: process.stdin })) {
  const read = survey(JSON.parse(line));
  const doubts = lint(read, { objects: withMentioned([], read.groundings), lengths: null });
  process.stdout.write(`${JSON.stringify(doubts.map(({ code }) => code))}\n`);
}
