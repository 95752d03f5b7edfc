/** The colours of a phrase as custom properties: one tint, or stripes when the words name several objects. */

import { objectColour } from "../editor/palette";

type ChipColours = { readonly "--o": string; readonly "--ug": string };

/** Args: ids: "0" to "9", or "?" for a crowd, which has no colour of its own. */
export function chipColours(ids: readonly string[]): ChipColours {
  const names = ids.map((id) => (id === "?" ? "var(--fg-3)" : objectColour(Number(id)).text));
  const stripes = names.map((name, at) => `${name} ${(at / ids.length) * 100}% ${((at + 1) / ids.length) * 100}%`);
  return { "--o": names[0] ?? "var(--fg-2)", "--ug": `linear-gradient(90deg, ${stripes.join(", ")})` };
}
