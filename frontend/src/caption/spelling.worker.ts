/** The dictionary's own thread. It carries the word list within itself, so that one file of the page is all that is ever loaded. */

import aff from "../../node_modules/dictionary-en/index.aff?raw";
import dic from "../../node_modules/dictionary-en/index.dic?raw";
import { openDictionary } from "./dictionary";
import type { Answer } from "./spelling";

const dictionary = openDictionary(aff, dic);

self.onmessage = ({ data }: MessageEvent<readonly string[]>) => {
  const answers: Answer[] = data.map((word) => [word, dictionary.look(word)]);
  self.postMessage(answers);
};
