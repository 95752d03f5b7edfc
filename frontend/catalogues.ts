/**
 * Why: nobody who captions clips should fetch what is said about releases. A language is one `.po` file for who translates; the
 * build cuts it into parts by where its texts stand, and each is compiled and fetched by itself (`./zh.po?part=masks`).
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createCompilationErrorMessage,
  createCompiledCatalog,
  createMissingErrorMessage,
  getCatalogForFile,
  getCatalogs,
} from "@lingui/cli/api";
import type { CatalogType, LinguiConfigNormalized } from "@lingui/conf";
import type { Plugin } from "vite";

/** Where the texts of a part stand. What stands elsewhere is needed on every page: that is `shared`. */
const PLACES: Readonly<Record<string, RegExp>> = {
  caption: /^src\/(?:caption|screens\/(?:caption|review-caption))\//,
  masks: /^src\/(?:canvas|editor|geometry|screens\/(?:masks|review-masks))\//,
  pages: /^src\/screens\/(?!(?:caption|masks|review-caption|review-masks|login|join)\/)[^/]+\//,
};
const ROOT = fileURLToPath(new URL(".", import.meta.url));
const ASKED = /^(.+\.po)\?part=(\w+)$/;

/** The part of a text that stands in a file, by its path from the folder of `lingui.config.ts`. */
export const partOf = (file: string): string =>
  Object.keys(PLACES).find((part) => PLACES[part]?.test(file)) ?? "shared";

/** The translations that a part needs; a text that stands in several parts is in each, unless it is shared. */
export function cut(catalogue: CatalogType, part: string): Record<string, string> {
  const needed = Object.entries(catalogue).filter(([, { origin = [] }]) => {
    const parts = new Set(origin.map(([file]) => partOf(file)));
    return parts.has("shared") ? part === "shared" : parts.has(part);
  });
  return Object.fromEntries(needed.map(([id, { translation = "" }]) => [id, translation]));
}

/** Compile a part of a language where it is imported. The build fails where a text is not translated or cannot be parsed. */
export function catalogues(config: LinguiConfigNormalized): Plugin {
  return {
    name: "tether-catalogues",
    async transform(_, id) {
      const [, file = "", part = ""] = ASKED.exec(id) ?? [];
      if (!file) return null;
      const { locale, catalog } = getCatalogForFile(relative(ROOT, file), await getCatalogs(config));
      const { missing } = await catalog.getTranslations(locale, { sourceLocale: "en", fallbackLocales: {} });
      if (missing.length > 0) throw new Error(createMissingErrorMessage(locale, missing, "loader"));
      const { source, errors } = createCompiledCatalog(locale, cut(await catalog.read(locale), part), {
        namespace: "es",
      });
      if (errors.length > 0) throw new Error(createCompilationErrorMessage(locale, errors));
      return { code: source, map: null, moduleType: "js" };
    },
  };
}
