/** A cleaned or translated caption says other words about the same objects: its ids are those of the written one, no more, no fewer. */

import type { Grounding } from "./reading";

export type IdFaults = {
  /** Ids of the written text that the derived one does not name, in the order of the written text. */
  readonly missing: readonly string[];
  /** Phrases of the derived text with an id that the written one does not have. */
  readonly extra: readonly { readonly id: string; readonly at: Grounding }[];
};

/** Compares the ids of two texts; how often each is named does not matter. */
export function idFaults(written: readonly Grounding[], derived: readonly Grounding[]): IdFaults {
  const wanted = new Set(written.flatMap(({ ids }) => ids));
  const found = new Set(derived.flatMap(({ ids }) => ids));
  const extra = new Map<string, Grounding>();
  for (const at of derived) for (const id of at.ids) if (!wanted.has(id) && !extra.has(id)) extra.set(id, at);
  return {
    missing: [...wanted].filter((id) => !found.has(id)),
    extra: [...extra].map(([id, at]) => ({ id, at })),
  };
}
