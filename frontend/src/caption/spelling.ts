/**
 * What is known about the spelling of words so far: asked of the dictionary's worker once for each word, kept for the visit.
 *
 * The worker starts with the first word asked and is lost without harm: where it cannot be loaded, nothing is underlined and the
 * next question tries again. A person's own words are kept in this browser, for each project.
 */

import { useMemo, useSyncExternalStore } from "react";
import { ownWorker } from "../ownWorker";
import { reading, type Word } from "./lints/reading";
import address from "./spelling.worker.ts?worker&url";
import type { Survey } from "./survey";

/** A word with near words, or null where it is right. */
export type Answer = readonly [word: string, suggestions: readonly string[] | null];

export type Wrong = {
  /** The part of the word that is not known: all of it, but for "upside-donw". */
  readonly part: string;
  readonly suggestions: readonly string[];
};

/** What is known now; another value as soon as more is. */
export type Spelling = {
  /** Undefined where the word is right, was not asked yet, or is nobody's to judge. Args: opens: a sentence begins with it. */
  readonly wrong: (word: string, opens: boolean) => Wrong | undefined;
};

const OWN = "tether.words:";
/** Before a hyphen these are no words of their own. */
const PREFIX = /^(?:re|co|un|non|pre|semi|multi|anti|ultra|mini|ex|mid|de)$/i;

/** The parts of a word that a dictionary can judge: no numbers, no capitals but a sentence's first, no letters with signs. */
export function judged(word: string, opens: boolean): readonly string[] {
  if (/\d/u.test(word) || !/^[A-Za-z'’-]+$/.test(word)) return [];
  if (/^.\S*[A-Z]/.test(word) || (!opens && /^[A-Z]/.test(word))) return [];
  const parts = word.replace(/['’]s$/i, "").split("-");
  return parts.filter((part) => part.length > (parts.length > 1 ? 3 : 1) && !PREFIX.test(part));
}

type Listener = () => void;

export class SpellingStore {
  private readonly answers = new Map<string, readonly string[] | null>();
  private readonly asked = new Set<string>();
  private readonly listeners = new Set<Listener>();
  private readonly project: string;
  private readonly start: () => Worker;
  private own: ReadonlySet<string>;
  private worker: Worker | null = null;
  private known: Spelling | null = null;

  /** Args: start: makes the worker that answers; called with the first words, and again after it was lost. */
  constructor(project: string, start: () => Worker) {
    this.project = project;
    this.start = start;
    this.own = new Set(ownWords(project));
  }

  /** Asks about the words of a caption that were not asked before. */
  readonly check = (survey: Survey): void => {
    this.ask(reading(survey).words);
  };

  /** Takes a word up into this person's own. */
  readonly learn = (word: string): void => {
    this.own = new Set([...this.own, word.toLowerCase()]);
    try {
      localStorage.setItem(OWN + this.project, JSON.stringify([...this.own]));
    } catch {
      // a full or forbidden storage: the word counts for this visit
    }
    this.tell();
  };

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Null until the dictionary answered for the first time. */
  readonly spelling = (): Spelling | null => this.known;

  private ask(words: readonly Word[]): void {
    const parts = new Set(words.flatMap(({ text, opens }) => judged(text, opens)));
    const fresh = [...parts].filter((part) => !this.answers.has(part) && !this.asked.has(part));
    if (fresh.length === 0) return;
    for (const part of fresh) this.asked.add(part);
    this.worker ??= this.opened();
    this.worker.postMessage(fresh);
  }

  private opened(): Worker {
    const worker = this.start();
    worker.onmessage = ({ data }: MessageEvent<readonly Answer[]>) => {
      for (const [word, suggestions] of data) this.answers.set(word, suggestions);
      this.tell();
    };
    worker.onerror = () => {
      worker.terminate();
      this.worker = null;
      this.asked.clear();
    };
    return worker;
  }

  private tell(): void {
    const { answers, own } = this;
    this.known = {
      wrong: (word, opens) => {
        const part = judged(word, opens).find((one) => answers.get(one) && !own.has(one.toLowerCase()));
        return part === undefined ? undefined : { part, suggestions: answers.get(part) ?? [] };
      },
    };
    for (const listener of this.listeners) listener();
  }
}

function ownWords(project: string): readonly string[] {
  try {
    const words: unknown = JSON.parse(localStorage.getItem(OWN + project) ?? "[]");
    return Array.isArray(words) ? words.filter((word) => typeof word === "string") : [];
  } catch {
    return [];
  }
}

const stores = new Map<string, SpellingStore>();

function storeOf(project: string): SpellingStore {
  const start = () => ownWorker(address);
  const store = stores.get(project) ?? new SpellingStore(project, start);
  stores.set(project, store);
  return store;
}

/** The dictionary of a project's page; `words` becomes another value when more is known, so that the caption is read again. */
export function useSpelling(project: string): {
  readonly words: Spelling | null;
  readonly check: (survey: Survey) => void;
  readonly learn: (word: string) => void;
} {
  const { check, learn, spelling, subscribe } = storeOf(project);
  const words = useSyncExternalStore(subscribe, spelling);
  return useMemo(() => ({ words, check, learn }), [words, check, learn]);
}
