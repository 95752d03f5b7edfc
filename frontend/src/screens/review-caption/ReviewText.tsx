/** The caption to be judged: in a later round with what changed, beside what it was, or clean. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMemo, useState } from "react";
import type { Caption } from "../../api/types";
import { CaptionText } from "../../caption/CaptionText";
import { compareCaptions } from "../../caption/comparison";
import { CaptionDiff } from "../../caption/DiffText";
import { type Phrase, parse } from "../../caption/grammar";
import { Segmented } from "../../ui/Segmented";

type ReviewTextProps = {
  readonly caption: Caption;
  /** The raw caption that it is held against; null in a first round. */
  readonly before: string | null;
  readonly lit: ReadonlySet<number>;
  readonly onHover: (ids: readonly string[] | null) => void;
  readonly onPick: (phrase: Phrase) => void;
};

type View = "changes" | "beside" | "clean";

export function ReviewText({ caption, before, lit, onHover, onPick }: ReviewTextProps) {
  const [view, setView] = useState<View>("changes");
  const clean = (
    <CaptionText
      plain={caption.plain ?? caption.text}
      phrases={caption.phrases}
      lit={lit}
      onHover={onHover}
      onPick={onPick}
    />
  );
  if (before === null)
    return (
      <>
        <p className="f3 t12 rc-hint">
          <Trans>Click a phrase to pin a finding to it</Trans>
        </p>
        {clean}
      </>
    );
  return (
    <>
      <div className="row rc-views">
        <span className="f3 t12">
          {view === "clean" ? t`Click a phrase to pin a finding to it` : t`what was, and what is now`}
        </span>
        <span className="sp" />
        <Segmented<View>
          label={t`View of the caption`}
          value={view}
          options={[
            { value: "changes", text: t`Changes` },
            { value: "beside", text: t`Side by side` },
            { value: "clean", text: t`Clean` },
          ]}
          onChange={setView}
        />
      </div>
      {view === "changes" && <Difference before={before} after={caption.text} />}
      {view === "beside" && (
        <div className="rc-beside">
          <Before text={before} />
          {clean}
        </div>
      )}
      {view === "clean" && clean}
    </>
  );
}

function Difference({ before, after }: { readonly before: string; readonly after: string }) {
  const stretches = useMemo(() => compareCaptions(before, after), [before, after]);
  return <CaptionDiff stretches={stretches} />;
}

function Before({ text }: { readonly text: string }) {
  const read = useMemo(() => parse(text), [text]);
  return read.ok ? <CaptionText plain={read.caption.plain} phrases={read.caption.phrases} /> : <p>{text}</p>;
}
