/**
 * English as captions of clips need it: a kept dictionary, British spellings of the same words, and words of sport and toys that
 * the dictionary is too old for. Runs in the worker; a word list of half a megabyte is nothing for the page's own thread.
 *
 * Source: `dictionary-en` (Hunspell's American English, from SCOWL), read by `nspell`; the British forms and extra words are ours.
 */

import nspell from "nspell";

/** As many as a row of small buttons shows. */
const SUGGESTIONS = 3;
/** The search for near words grows with the word's length; no English word that people mistype is longer. */
const LONGEST = 24;

const EXTRA = new Set(
  `selfie selfies frisbee frisbees backflip backflips onesie onesies dashcam dashcams lego legos popsicle popsicles dirtbike dirtbikes
  zipline ziplines ziplining kayaker kayakers wakeboarder wakeboarders wakeboard wakeboards wakeboarding kiteboarding longboard
  longboards longboarder bmx atv suv dj ok hoverboard hoverboards jetski jetskis parkour unboxing timelapse faceplant faceplants
  bellyflop bellyflops trampolining trampolinist slackline slackliner crossfit kettlebell kettlebells burpee burpees hula airbag
  segway segways dodgeball pickleball paintball airsoft handstands cartwheels wheelies doggy doggo pug corgi labradoodle meerkat
  meerkats headbutt headbutts headbutting piggyback sidestep sidesteps sidestepping unstacks unstacked restacks uncaps recaps rolly
  emoji emojis hashtag livestream videogame smartphone smartphones touchscreen drone drones`.split(/\s+/u),
);

/** A British form and what it is in America; tried only for words that the dictionary does not have. */
const BRITISH: readonly (readonly [form: RegExp, american: string])[] = [
  [/our/, "or"],
  [/is(?=(?:e|es|ed|ing|er|ers|ation|ations)$)/, "iz"],
  [/ys(?=(?:e|es|ed|ing)$)/, "yz"],
  [/(?<=[^aeiou])re(?=s?$)/, "er"],
  [/(?<=[a-z])ll(?=(?:ed|ing|er|ers|ery)$)/, "l"],
  [/ogue(?=s?$)/, "og"],
  [/^grey/, "gray"],
  [/^tyre/, "tire"],
  [/^pyjama/, "pajama"],
  [/^moustache/, "mustache"],
  [/^kerb/, "curb"],
  [/^plough/, "plow"],
  [/^doughnut/, "donut"],
  [/^aeroplane/, "airplane"],
  [/ence(?=s?$)/, "ense"],
  [/^jewell/, "jewel"],
  [/^cosy/, "cozy"],
  [/programme(?=s?$)/, "program"],
];

type Dictionary = {
  /** Near words, best first; null for a word that is known. */
  readonly look: (word: string) => readonly string[] | null;
};

export function openDictionary(aff: string, dic: string): Dictionary {
  const english = nspell(aff, dic);
  const known = (word: string) =>
    english.correct(word) ||
    EXTRA.has(word.toLowerCase()) ||
    BRITISH.some(([form, american]) => form.test(word) && english.correct(word.replace(form, american)));
  return {
    look: (word) => {
      if (known(word) || known(word.toLowerCase()) || known(capital(word))) return null;
      return word.length > LONGEST ? [] : ranked(word, english.suggest(word)).slice(0, SUGGESTIONS);
    },
  };
}

/** "labrador" and "dalmatian" are written small as often as not. */
function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Two letters swapped first, then one doubled or missing, then as the dictionary has them; no names for a small word. */
function ranked(word: string, suggestions: readonly string[]): readonly string[] {
  const small = word === word.toLowerCase();
  const letters = (one: string) => Array.from(one.toLowerCase()).toSorted().join("");
  const distance = (one: string) => {
    if (letters(one) === letters(word)) return 0;
    return new Set(letters(one)).size === new Set(letters(word)).size && one.charAt(0) === word.charAt(0) ? 1 : 2;
  };
  return suggestions
    .filter((one) => !small || one === one.toLowerCase())
    .toSorted((one, other) => distance(one) - distance(other));
}
