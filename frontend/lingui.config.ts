/** Where texts are looked for, and where their translations lie: `npm run messages` writes them, `docs/translating.md` says how. */

import { defineConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

export default defineConfig({
  sourceLocale: "en",
  locales: ["zh"],
  catalogs: [{ path: "<rootDir>/src/language/{locale}", include: ["<rootDir>/src"], exclude: ["**/*.test.*"] }],
  format: formatter({ lineNumbers: false, origins: true, printPlaceholdersInComments: false }),
  orderBy: "message",
});
