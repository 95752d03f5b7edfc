/** Why: one clip's drafts beside the clip. A key decides the chosen one and goes to the next that waits, and then to the next clip. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMemo, useState } from "react";
import { describe } from "../../api/error";
import type { ClipWordings, Video, WordingDraft, WordingKind, WordingState } from "../../api/types";
import { useDecideWording } from "../../api/wordings";
import { CaptionText } from "../../caption/CaptionText";
import { parse } from "../../caption/grammar";
import { usePlayerKeys, usePlayhead } from "../../player/usePlayhead";
import { Button } from "../../ui/Button";
import { useHotkeys } from "../../ui/hotkeys";
import { WatchedClip } from "../WatchedClip";
import { DraftCard } from "./DraftCard";
import { inOrder, KINDS, nextOpen } from "./deciding";

type DecidingProps = {
  readonly slug: string;
  readonly after: number;
  readonly clip: ClipWordings;
  readonly video: Video;
  readonly onNext: () => void;
};

export function Deciding({ slug, after, clip, video, onNext }: DecidingProps) {
  const playhead = usePlayhead(video.frame_count);
  usePlayerKeys(playhead, ["keyframe"]);
  const drafts = useMemo(() => inOrder(clip), [clip]);
  const phrases = useMemo(() => phrasesOf(clip.caption), [clip.caption]);
  const [chosen, setChosen] = useState<number | null>(() => nextOpen(drafts, null)?.id ?? null);
  const [editing, setEditing] = useState(false);
  const decide = useDecideWording(slug, after);
  const draft = drafts.find(({ id }) => id === chosen);
  const open = drafts.filter(({ state }) => state === "open").length;

  const give = (verdict: WordingState, text?: string) => {
    if (!draft || decide.isPending) return;
    const then = () => {
      setEditing(false);
      if (verdict === "open") return;
      const next = nextOpen(drafts, draft.id);
      if (next) setChosen(next.id);
      else onNext();
    };
    decide.mutate({ draft, verdict, ...(text !== undefined && { text }) }, { onSuccess: then });
  };
  const choose = (id: number) => {
    setChosen(id);
    setEditing(false);
    decide.reset();
  };
  const move = (step: number) => {
    const at = drafts.findIndex(({ id }) => id === chosen);
    const next = drafts[Math.min(drafts.length - 1, Math.max(0, at + step))];
    if (next) choose(next.id);
  };
  useHotkeys({
    a: () => give("accepted"),
    x: () => give("dismissed"),
    u: () => draft && draft.state !== "open" && give("open"),
    e: () => setEditing(true),
    n: onNext,
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
  });
  return (
    <div className="wo">
      <section className="wo-left" aria-label={t`Clip`}>
        <WatchedClip video={video} playhead={playhead} />
        <section className="panel wo-caption" aria-label={t`Caption`}>
          <div className="panel-h">
            <h2>
              <Trans>Caption</Trans>
            </h2>
            <span className="f3 t12">
              <Trans>as it was approved</Trans>
            </span>
          </div>
          <CaptionText plain={clip.plain} phrases={phrases} lit={new Set(draft?.track_ids)} />
        </section>
      </section>
      <section className="wo-right" aria-label={t`Drafts`}>
        <div className="panel-h wo-head">
          <h2>{t`Clip ${`${clip.number}`.padStart(6, "0")}`}</h2>
          <span className="f3 t12 ell">{clip.name}</span>
          <span className="sp" />
          <span className="f3 t12 num">{t`${drafts.length - open} of ${drafts.length} decided`}</span>
        </div>
        <div className="wo-drafts">
          {(Object.keys(KINDS) as WordingKind[]).map((what) => (
            <Kind key={what} what={what} drafts={drafts}>
              {(one) => (
                <DraftCard
                  key={one.id}
                  draft={one}
                  caption={clip.caption}
                  chosen={one.id === chosen}
                  editing={editing && one.id === chosen}
                  error={decide.isError && one.id === chosen ? describe(decide.error) : null}
                  onChoose={() => choose(one.id)}
                  onAccept={(text) => give("accepted", text)}
                  onLeave={() => setEditing(false)}
                />
              )}
            </Kind>
          ))}
        </div>
        <footer className="wo-foot">
          <Button keys={["N"]} variant="ghost" onClick={onNext}>
            <Trans>Next clip</Trans>
          </Button>
          <span className="sp" />
          {draft && draft.state !== "open" && (
            <Button keys={["U"]} onClick={() => give("open")}>
              <Trans>Take back</Trans>
            </Button>
          )}
          <Button keys={["X"]} blocked={draft ? undefined : t`Choose a draft.`} onClick={() => give("dismissed")}>
            <Trans>Dismiss</Trans>
          </Button>
          <Button keys={["E"]} blocked={draft ? undefined : t`Choose a draft.`} onClick={() => setEditing(true)}>
            <Trans>Edit</Trans>
          </Button>
          <Button
            variant="primary"
            keys={["A"]}
            busy={decide.isPending}
            blocked={draft ? undefined : t`Choose a draft.`}
            onClick={() => give("accepted")}
          >
            <Trans>Accept</Trans>
          </Button>
        </footer>
      </section>
    </div>
  );
}

function phrasesOf(caption: string) {
  const read = parse(caption);
  return read.ok ? read.caption.phrases : [];
}

function Kind(props: {
  readonly what: WordingKind;
  readonly drafts: readonly WordingDraft[];
  readonly children: (draft: WordingDraft) => React.ReactNode;
}) {
  const own = props.drafts.filter(({ what }) => what === props.what);
  if (own.length === 0) return null;
  return (
    <section className="wo-kind" aria-label={KINDS[props.what].text}>
      <h3>
        {KINDS[props.what].text} <span className="f3 t12">{KINDS[props.what].about}</span>
      </h3>
      {own.map(props.children)}
    </section>
  );
}
