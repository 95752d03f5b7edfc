/** The caption over the picture: the words that say what is to be drawn, tied to the objects by hover and click. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleQuestionMark } from "lucide-react";
import type { Caption } from "../../api/types";
import { CaptionText } from "../../caption/CaptionText";
import type { Editor, EditorEvent } from "../../editor/editor";
import { Button } from "../../ui/Button";

/** The approved caption; its phrases light up their objects and choose them. */
export function CaptionStrip(props: {
  readonly caption: Caption;
  readonly editor: Editor;
  readonly dispatch: (event: EditorEvent) => void;
  /** Left out for who does not hold the masks. */
  readonly onAsk?: (() => void) | undefined;
}) {
  const { caption, editor, dispatch } = props;
  const { tracks } = editor.history.present;
  const named = (ids: readonly string[] | null) => tracks.find((track) => ids?.includes(`${track.number}`))?.id ?? null;
  const lit = tracks.filter((track) => track.id === (editor.lit ?? editor.track)).map((track) => track.number);
  return (
    <section className="cap" aria-label={t`Caption`}>
      <div className="meta">
        <span className="t12 med nw">
          <Trans>Caption v{caption.revision}</Trans>
        </span>
        <span className="t11 f3 nw">{caption.by ? t`${caption.by.name}, approved` : t`approved`}</span>
      </div>
      <CaptionText
        plain={caption.plain ?? caption.text}
        phrases={caption.phrases}
        lit={new Set(lit)}
        onHover={(ids) => dispatch({ type: "light", track: named(ids) })}
        onPick={(phrase) => {
          const track = named(phrase.ids);
          if (track !== null) dispatch({ type: "choose-track", track });
        }}
      />
      {props.onAsk && (
        <Button size="sm" icon={CircleQuestionMark} keys={["W"]} onClick={props.onAsk}>
          <Trans>Ask captioner</Trans>
        </Button>
      )}
    </section>
  );
}
