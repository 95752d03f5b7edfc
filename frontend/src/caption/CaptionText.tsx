/** A caption to read: plain text with its phrases as chips. Text nodes only; what people wrote is never markup. */

import { Fragment } from "react";
import type { Phrase } from "./grammar";
import { PhraseChip } from "./PhraseChip";
import "./caption.css";

type CaptionTextProps = {
  readonly plain: string;
  readonly phrases: readonly Phrase[];
  /** Object numbers whose phrases light up. */
  readonly lit?: ReadonlySet<number>;
  readonly onHover?: (ids: readonly string[] | null) => void;
  readonly onPick?: (phrase: Phrase) => void;
};

export function CaptionText({ plain, phrases, lit, onHover, onPick }: CaptionTextProps) {
  const chars = Array.from(plain);
  const before = (index: number) => chars.slice(phrases[index - 1]?.end ?? 0, phrases[index]?.start).join("");
  return (
    <p className="caption-text">
      {phrases.map((phrase, index) => (
        <Fragment key={phrase.start}>
          {before(index)}
          <PhraseChip
            ids={phrase.ids}
            lit={phrase.ids.some((id) => lit?.has(Number(id)))}
            onHover={onHover}
            onPick={onPick && (() => onPick(phrase))}
          >
            {phrase.text}
          </PhraseChip>
        </Fragment>
      ))}
      {before(phrases.length)}
    </p>
  );
}
