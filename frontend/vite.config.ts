/**
 * One build, served by Django under /static/app/. The template finds the entry in dist/.vite/manifest.json, so there is
 * no index.html here; each screen is a lazy route and becomes a chunk of its own.
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { catalogues } from "./catalogues.ts";
import { CONFIG, messages } from "./messages.ts";

export default defineConfig({
  base: "/static/app/",
  plugins: [messages(), catalogues(CONFIG), react()],
  build: {
    outDir: "dist",
    manifest: true,
    target: "es2022",
    // Inlined fonts would need `data:` in font-src, which the page's policy does not allow.
    assetsInlineLimit: 0,
    rollupOptions: { input: "src/main.tsx" },
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    setupFiles: ["src/properties.setup.ts", "src/language/english.setup.ts"],
  },
});
