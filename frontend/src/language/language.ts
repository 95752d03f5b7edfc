/**
 * Why: the page speaks one language, settled before any screen is loaded. Texts are in the code, in English; another language is
 * a catalogue, fetched only by who reads it, part by part. A choice is one person's on one computer, kept there, and begins the
 * page anew.
 */
import { i18n, type Messages } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";

/** Each language by its own name, with the tag by which browsers write numbers and dates. */
export const LANGUAGES = {
  en: { name: "English", tag: "en-GB" },
  zh: { name: "中文", tag: "zh-CN" },
} as const;

export type Language = keyof typeof LANGUAGES;

const KEY = "tether-language";

/** Catalogues by the screens that say what is in them; `catalogues.ts` tells which texts are whose. */
type Catalogues = Record<string, () => Promise<{ readonly messages: Messages }>>;
const PARTS = {
  shared: import.meta.glob("./*.po", { query: "?part=shared" }) as Catalogues,
  caption: import.meta.glob("./*.po", { query: "?part=caption" }) as Catalogues,
  masks: import.meta.glob("./*.po", { query: "?part=masks" }) as Catalogues,
  pages: import.meta.glob("./*.po", { query: "?part=pages" }) as Catalogues,
};
export type Part = keyof typeof PARTS;

/** A message is parsed once, not at every look-up. */
const parsed = new Map<string, ReturnType<typeof compileMessage>>();
const parse = (message: string) => {
  const known = parsed.get(message) ?? compileMessage(message);
  parsed.set(message, known);
  return known;
};

const isLanguage = (name: string | null): name is Language => name !== null && name in LANGUAGES;

/**
 * The language to speak: what was chosen here, else the first one of the browser's that we have, else English.
 *
 * @param wished The browser's languages, as tags (`zh-CN`), the dearest first.
 */
export function languageOf(chosen: string | null, wished: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return wished.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find(isLanguage) ?? "en";
}

/** The language of this page, before and after it is spoken. */
export function language(): Language {
  try {
    return languageOf(localStorage.getItem(KEY), navigator.languages);
  } catch {
    return languageOf(null, navigator.languages);
  }
}

/** The language that is spoken now. */
export const spoken = (): Language => (isLanguage(i18n.locale) ? i18n.locale : "en");

/** Its tag, for numbers and dates. */
export const tag = (): string => LANGUAGES[spoken()].tag;

/** English, at once: its texts are in the code. */
export function speakEnglish(): void {
  i18n.setMessagesCompiler(parse);
  i18n.loadAndActivate({ locale: "en", locales: [LANGUAGES.en.tag], messages: {} });
}

/**
 * Speak a language from now on. What was looked up before stays as it was, so this comes before the screens are loaded.
 *
 * @throws what `import()` throws where the catalogue cannot be fetched; English is spoken then.
 */
export async function speak(next: Language): Promise<void> {
  speakEnglish();
  const fetched = PARTS.shared[`./${next}.po`];
  if (!fetched) return;
  const { messages } = await fetched();
  i18n.loadAndActivate({ locale: next, locales: [LANGUAGES[next].tag], messages });
}

/**
 * A screen's module, loaded when its texts are there: some are looked up when the module is. Where they cannot be fetched, the
 * screen works, in English.
 *
 * @param parts Whose texts it shows, besides those that every page has.
 */
export function withTexts<T>(parts: readonly Part[], load: () => Promise<T>): () => Promise<T> {
  return async () => {
    await Promise.all(parts.map(bring)).catch(() => undefined);
    return load();
  };
}

async function bring(part: Part): Promise<void> {
  const now = spoken();
  const fetched = await PARTS[part][`./${now}.po`]?.();
  if (fetched) i18n.load(now, fetched.messages);
}

/** Choose the language, on this computer, for good. The page begins anew; what is unsaved is kept as at any other leaving. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(KEY, next);
  location.reload();
}
