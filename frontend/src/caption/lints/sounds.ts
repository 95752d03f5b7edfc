/** Words for what is only heard: the model sees pictures, and whoever masks has no sound either. Silent where the word is seen. */

import { t } from "@lingui/core/macro";
import type { Problem } from "../problem";
import { doubt, type Reading, type Word } from "./reading";

const HEARD =
  /^(?:sounds?|audio|audible|noises?|noisily|loudly|audibly|music|songs?|melody|tune|says?|said|saying|shouts?|shouted|shouting|yells?|yelled|yelling|exclaims?|narrat(?:or|es|ing|ion)|voices?|voiceover|hears?|heard|hearing|listens?|listening|barks|barked|barking|meows?|meowing|growls?|growling|purrs?|purring|chirps?|chirping|beeps?|beeping|honks?|honking|buzzes|buzzing|humming|whistles|whistling)$/;
/** "music stand", "sound system", "song book": things with a shape. */
const THINGS =
  /^(?:stands?|players?|box(?:es)?|videos?|sheets?|notes?|school|rooms?|stores?|shops?|instruments?|systems?|boards?|engineers?|mixers?|equipment|booths?|bars?|boxes|studio|speakers?|cables?|jacks?|books?|recorders?|festival|stage|technicians?|waves?|aids?)$/;
const BEFORE_A_THING =
  /^(?:sheet|sign|text|shirt|t-shirt|banner|label|screen|caption|board|poster|logo|subtitles?|tattoo|card|cap|sticker|writing|letters|words|billboard|note|message|it)$/;
/** A mouth, a face or a gesture shows these well enough beside a word of seeing. */
const WRITTEN = 5;
const ADVERBS = /^(?:loudly|audibly|noisily)$/;

export function soundDoubts(read: Reading): Problem[] {
  return read.words.flatMap((word, at) => {
    if (!HEARD.test(word.lower) || isSeen(read.words, at)) return [];
    const cut = removable(read, at);
    return doubt(read, "L_SOUND", word, {
      title: t`“${word.text}” is heard, not seen`,
      why: t`The clip has no sound for the model: say what can be seen of it.`,
      fixes: cut ? [{ label: t`Remove “${cut.words}”`, changes: [{ from: cut.from, to: cut.to, insert: "" }] }] : [],
    });
  });
}

function isSeen(words: readonly Word[], at: number): boolean {
  const word = words[at];
  const next = words[at + 1];
  const before = words[at - 1];
  if (next && next.gap === " " && THINGS.test(next.lower)) return true;
  if (/^(?:music|songs?|notes?)$/.test(word?.lower ?? "") && /^sheet$/.test(before?.lower ?? "")) return true;
  if (!/^(?:says?|said|saying)$/.test(word?.lower ?? "")) return false;
  return words.slice(Math.max(0, at - WRITTEN), at).some(({ lower }) => BEFORE_A_THING.test(lower));
}

type Cut = { readonly from: number; readonly to: number; readonly words: string };

/** An adverb, or "to the music": the sentence stands without them. */
function removable({ words, text }: Reading, at: number): Cut | undefined {
  const word = words[at];
  if (word === undefined) return undefined;
  const first = ADVERBS.test(word.lower)
    ? at
    : /^(?:music|song|tune|melody)$/.test(word.lower)
      ? prepositionBefore(words, at)
      : undefined;
  const begin = words[first ?? -1];
  if (first === undefined || begin === undefined || begin.opens || begin.gap !== " ") return undefined;
  const part = words.slice(first, at + 1);
  if (!part.every(({ whole, phrase }) => whole && phrase === undefined)) return undefined;
  const next = words[at + 1];
  if (
    first !== at &&
    next &&
    next.gap === " " &&
    !/^(?:and|while|as|in|on|then|with|before|after|until)$/.test(next.lower)
  )
    return undefined;
  return { from: begin.from - 1, to: word.to, words: text.slice(begin.from, word.to) };
}

function prepositionBefore(words: readonly Word[], at: number): number | undefined {
  const article = /^(?:the|some|a)$/.test(words[at - 1]?.lower ?? "") ? 1 : 0;
  return words[at - 1 - article]?.lower === "to" ? at - 1 - article : undefined;
}
