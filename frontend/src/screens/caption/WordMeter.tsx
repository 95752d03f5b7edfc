/** How long the caption is, between what its project's captions are like and the paper's mean. */

import { plural, t } from "@lingui/core/macro";
import type { CSSProperties } from "react";
import { useCaptionLengths } from "../../api/captions";
import { served } from "../../language/served";

export function WordMeter({ project, words }: { readonly project: string; readonly words: number }) {
  const { data } = useCaptionLengths(project);
  const count = (
    <>
      <b className="num semi">{words}</b> <span className="f3">{plural(words, { one: "word", other: "words" })}</span>
    </>
  );
  if (!data) return <span className="cap-words">{count}</span>;
  const { low, high, reference } = data;
  const most = Math.max(high, 2 * reference.words, words);
  const outside = words > 0 && (words < low || words > high);
  const whose =
    data.source === "project"
      ? t`${plural(data.count, { one: "# approved caption", other: "# approved captions" })} of this project: ${low} to ${high} words, median ${data.median ?? ""}`
      : t`Usual: ${low} to ${high} words, until this project has approved enough captions of its own`;
  const share = (number: number) => `${(number / most) * 100}%`;
  return (
    <span className="cap-words" title={t`${whose}. ${reference.words} words: ${served(reference.text)}.`}>
      {count}
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot hold the usual range and the paper's mean. */}
      <span
        className={outside ? "cap-meter outside" : "cap-meter"}
        style={
          {
            "--low": share(low),
            "--high": share(high),
            "--words": share(words),
            "--mean": share(reference.words),
          } as CSSProperties
        }
        role="meter"
        aria-label={t`Words`}
        aria-valuemin={0}
        aria-valuemax={most}
        aria-valuenow={words}
        aria-valuetext={t`${plural(words, { one: "# word", other: "# words" })}; usual ${low} to ${high}; ${served(reference.text)} ${reference.words}`}
      >
        <i className="cap-usual" />
        <i className="cap-now" />
        <i className="cap-mean" />
      </span>
      <span className={outside ? "warn num" : "f3 num"}>
        {outside ? t`usual ${low}–${high}` : t`mean ${reference.words}`}
      </span>
    </span>
  );
}
