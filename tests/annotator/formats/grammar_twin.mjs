// The browser's grammar as a program, so that Python's can be held against the very file that ships. Standard input and output
// are lines of JSON: [text, language] becomes {strict, lenient}; the argument "characters" prints which characters it knows.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const frontend = fileURLToPath(new URL("../../../frontend/", import.meta.url));
const { runnerImport } = await import(pathToFileURL(createRequire(`${frontend}package.json`).resolve("vite")).href);
const load = async (name) =>
  (await runnerImport(`${frontend}src/caption/${name}.ts`, { configFile: false, root: frontend })).module;

function answers(grammar, text, language) {
  const strict = grammar.parse(text, language);
  const lenient = grammar.parseLenient(text, language);
  return {
    strict: strict.ok ? { ok: true, ...strict.caption } : strict,
    lenient: lenient.ok
      ? { ok: true, ...lenient.caption, canonical: lenient.canonical, warnings: lenient.warnings }
      : lenient,
  };
}

function characterOf({ FORBIDDEN, SPACE, DIGIT, decimalValue }, char) {
  if (FORBIDDEN.test(char)) return /\p{Cn}/u.test(char) ? "unassigned" : "forbidden";
  if (SPACE.test(char)) return "space";
  return DIGIT.test(char) ? `digit ${decimalValue(char)}` : "text";
}

/** Runs of code points that are read alike: [first, kind]. */
function* kinds(characters) {
  let last;
  for (let point = 0; point <= 0x10ffff; point += 1) {
    const kind = characterOf(characters, String.fromCodePoint(point));
    if (kind !== last) yield [point, kind];
    last = kind;
  }
}

if (process.argv[2] === "characters") {
  process.stdout.write(`${JSON.stringify([...kinds(await load("characters"))])}\n`);
} else {
  const grammar = await load("grammar");
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    const [text, language] = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(answers(grammar, text, language))}\n`);
  }
}
