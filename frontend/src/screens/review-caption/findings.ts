/** What the reviewer says about a caption, before it is sent: reasons, words, and the phrase they are about. */

import type { NewFinding } from "../../api/types";
import type { Phrase } from "../../caption/grammar";

export type CaptionFinding = {
  readonly reasons: ReadonlySet<string>;
  readonly text: string;
  readonly phrase: Phrase | null;
};

export function emptyFinding(): CaptionFinding {
  return { reasons: new Set(), text: "", phrase: null };
}

export function withReason(finding: CaptionFinding, code: string): CaptionFinding {
  const reasons = new Set(finding.reasons);
  if (!reasons.delete(code)) reasons.add(code);
  return { ...finding, reasons };
}

/** The server takes one reason a finding; what has none is not a finding yet. */
export function newFindings(findings: readonly CaptionFinding[]): NewFinding[] {
  return findings.flatMap(({ reasons, text, phrase }) =>
    [...reasons].map((reason) => ({
      reason,
      text: text.trim(),
      ...(phrase ? { start: phrase.start, end: phrase.end } : {}),
    })),
  );
}
