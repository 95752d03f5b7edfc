/** The card to ask the caption's author from; it floats beside the picture, and the work under it goes on. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Crosshair, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Caption, Phrase } from "../../api/types";
import type { Editor } from "../../editor/editor";
import { Button, IconButton } from "../../ui/Button";
import type { Asking } from "./ask";
import { timeOf } from "./opening";

interface AskCardProps {
  readonly asking: Asking;
  readonly caption: Caption;
  readonly editor: Editor;
}

export function AskCard({ asking, caption, editor }: AskCardProps) {
  const { ask, change, close, sending, error } = asking;
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!ask.picking) area.current?.focus();
  }, [ask.picking]);
  const phrase = ask.phrase ?? phraseInHand(caption, editor);
  const blocked = !phrase
    ? t`The caption has no phrase to ask about.`
    : ask.text.trim() === ""
      ? t`Write your question.`
      : undefined;
  const send = () => {
    if (phrase && blocked === undefined && !sending) asking.send(phrase, editor.frame);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className="float ask" aria-label={t`Ask the captioner`} data-theme="dark" onKeyDown={press}>
      <div className="row">
        <h2 className="f1">
          <Trans>Ask the captioner</Trans>
        </h2>
        <span className="f3 num">{t`at ${timeOf(editor.frame)}, frame ${editor.frame}`}</span>
        <span className="sp" />
        <IconButton size="sm" label={t`Close, your words stay`} icon={X} onClick={close} />
      </div>
      <PhraseChoice caption={caption} phrase={phrase} onPick={(picked) => change({ phrase: picked })} />
      <textarea
        ref={area}
        className="txt"
        aria-label={t`Your question`}
        rows={3}
        maxLength={2000}
        placeholder={t`Does the harness belong to it?`}
        value={ask.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      {error && (
        <p className="bad" role="alert">
          {error}
        </p>
      )}
      <div className="row">
        <Button size="sm" icon={Crosshair} onClick={() => change(ask.point ? { point: null } : { picking: true })}>
          {ask.point ? t`Take the point back` : t`Point at a place`}
        </Button>
        <span className="sp" />
        <Button size="sm" variant="primary" keys={["Ctrl", "↵"]} busy={sending} blocked={blocked} onClick={send}>
          <Trans>Ask</Trans>
        </Button>
      </div>
    </section>
  );
}

/** The words of the object in hand, where they come first; the first phrase when none is in hand. */
function phraseInHand({ phrases }: Caption, { track, history }: Editor): Phrase | undefined {
  const number = history.present.tracks.find(({ id }) => id === track)?.number;
  return phrases.find(({ ids }) => ids.includes(String(number))) ?? phrases[0];
}

function PhraseChoice(props: {
  readonly caption: Caption;
  readonly phrase: Phrase | undefined;
  readonly onPick: (phrase: Phrase) => void;
}) {
  const { phrases } = props.caption;
  return (
    <select
      className="sel"
      aria-label={t`About the words`}
      value={props.phrase?.start ?? ""}
      onChange={(event) => {
        const picked = phrases.find(({ start }) => start === Number(event.currentTarget.value));
        if (picked) props.onPick(picked);
      }}
    >
      {phrases.map(({ start, text, ids }) => (
        <option key={start} value={start}>
          {`“${text}” ${ids.join(", ")}`}
        </option>
      ))}
    </select>
  );
}
