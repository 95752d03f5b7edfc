/**
 * Why: texts are written where they are shown, in English, and looked up in a catalogue when the page runs. This is the step of
 * the build that turns Lingui's macros (`t`, `plural`, `Trans`) into look-ups; the English text stays in the code, so English
 * needs no catalogue.
 */
import { fileURLToPath } from "node:url";
import { transformAsync } from "@babel/core";
import macros from "@lingui/babel-plugin-lingui-macro";
import { getConfig } from "@lingui/conf";
import type { Plugin } from "vite";

const MACRO = /from "@lingui\/(?:core|react)\/macro"/;
/** Where texts and translations lie. */
export const CONFIG = getConfig({ configPath: fileURLToPath(new URL("./lingui.config.ts", import.meta.url)) });
const TRANS = fileURLToPath(new URL("./src/language/Trans.tsx", import.meta.url));

/** Lingui's configuration, with our `Trans`, which needs no provider around it. */
const linguiConfig = {
  ...CONFIG,
  runtimeConfigModule: { ...CONFIG.runtimeConfigModule, Trans: [TRANS, "Trans"] },
};

export function messages(): Plugin {
  return {
    name: "tether-messages",
    enforce: "pre",
    async transform(code, id) {
      const path = id.split("?")[0] ?? id;
      if (!/\.tsx?$/.test(path) || path.includes("/node_modules/") || !MACRO.test(code)) return null;
      const turned = await transformAsync(code, {
        filename: path,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: path.endsWith("x") ? ["typescript", "jsx"] : ["typescript"] },
        plugins: [[macros, { linguiConfig, stripMessageField: false }]],
      });
      return turned?.code ? { code: turned.code, map: turned.map ?? null } : null;
    },
  };
}
