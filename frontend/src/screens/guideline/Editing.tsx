/** A lead writes the next version beside its live preview; a version that came between is shown, never overwritten. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useDeferredValue, useRef, useState } from "react";
import { ApiError, describe } from "../../api/error";
import { newerGuideline, useSaveGuideline } from "../../api/guideline";
import type { Guideline } from "../../api/types";
import { toUtf16 } from "../../caption/characters";
import { checklist } from "../../caption/checklist";
import { GuidelineText } from "../../caption/GuidelineText";
import { LineDiff } from "../../caption/LineDiff";
import { tag } from "../../language/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { toast } from "../../ui/Toast";
import { draftOf, keepDraft } from "./draft";
import { byLine } from "./view";

/** As the server counts: code points. */
const LONGEST = 20_000;

type EditingProps = { readonly project: string; readonly newest: Guideline; readonly onDone: () => void };

export function Editing({ project, newest, onDone }: EditingProps) {
  const [start] = useState(() => draftOf(project) ?? { text: newest.text, from: newest.version });
  const [text, setText] = useState(start.text);
  const [from, setFrom] = useState(start.from);
  const preview = useDeferredValue(text);
  const area = useRef<HTMLTextAreaElement>(null);
  const save = useSaveGuideline(project);
  const newer = newerGuideline(save.error);
  const write = (next: string, base = from) => {
    setText(next);
    setFrom(base);
    keepDraft(project, next === newest.text ? null : { text: next, from: base });
  };
  const leave = () => {
    keepDraft(project, null);
    onDone();
  };
  const send = (seen_version: number) =>
    save.mutate(
      { text, seen_version },
      {
        onSuccess: ({ version }) => {
          leave();
          toast(t`Version ${version} is saved. Everybody is asked to read it.`);
        },
        onError: (error) => area.current && select(area.current, text, error),
      },
    );
  const length = Array.from(text).length;
  const blocked = reason(text, newest.text, length);
  return (
    <>
      <header className="page-h">
        <h1>{t`Guideline, version ${newest.version + 1}`}</h1>
        <span className="f3 t12">{t`kept on this computer until you save it`}</span>
        <span className="sp" />
        <Button onClick={leave}>{text === newest.text ? t`Close` : t`Drop the changes`}</Button>
        <Button variant="primary" busy={save.isPending} blocked={blocked} onClick={() => send(from)}>
          {t`Save version ${newest.version + 1}`}
        </Button>
      </header>
      <div className="guideline-edit">
        <section aria-label={t`Markdown`}>
          <div className="panel-h">
            <h2 id="guideline-markdown">
              <Trans>Markdown</Trans>
            </h2>
            <span className="sp" />
            <span className={length > LONGEST ? "bad t12 num" : "f3 t12 num"}>
              {t`${length.toLocaleString(tag())} of ${LONGEST.toLocaleString(tag())} characters`}
            </span>
          </div>
          {save.isError && !newer && (
            <p className="banner" role="alert">
              {describe(save.error)}
            </p>
          )}
          <textarea
            ref={area}
            className="txt mono"
            aria-labelledby="guideline-markdown"
            spellCheck
            value={text}
            onChange={(event) => write(event.currentTarget.value)}
          />
        </section>
        <section aria-label={t`Preview`} className="guideline-preview">
          <div className="panel-h">
            <h2>
              <Trans>Preview</Trans>
            </h2>
            <span className="sp" />
            <span className="f3 t12">{t`${plural(checklist(preview).length, { one: "# check", other: "# checks" })} on the caption page`}</span>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
          <section className="guideline-scroll" aria-label={t`Preview of the text`} tabIndex={0}>
            <GuidelineText text={preview} />
          </section>
        </section>
      </div>
      {newer && (
        <Newer
          newer={newer}
          mine={text}
          busy={save.isPending}
          onMine={() => {
            write(text, newer.version);
            send(newer.version);
          }}
          onTheirs={() => {
            write(newer.text, newer.version);
            save.reset();
          }}
          onClose={() => save.reset()}
        />
      )}
    </>
  );
}

function reason(text: string, saved: string, length: number): string | undefined {
  if (text === saved) return t`Nothing has changed.`;
  if (text.trim() === "") return t`The text is empty.`;
  return length > LONGEST ? t`${length - LONGEST} characters too many.` : undefined;
}

/** Goes to the character that the server refused. */
function select(area: HTMLTextAreaElement, text: string, error: Error): void {
  const position = error instanceof ApiError ? error.fields.position : undefined;
  if (typeof position !== "number") return;
  area.focus();
  area.setSelectionRange(toUtf16(text, position), toUtf16(text, position + 1));
}

function Newer(props: {
  readonly newer: Guideline;
  readonly mine: string;
  readonly busy: boolean;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
  readonly onClose: () => void;
}) {
  const { newer, mine } = props;
  return (
    <Dialog wide title={t`Version ${newer.version} was saved meanwhile`} onClose={props.onClose}>
      <p className="f2 t12">{t`By ${byLine(newer)}. This is what yours would change of it:`}</p>
      <div className="guideline-newer">
        <LineDiff before={newer.text} after={mine} />
      </div>
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={props.onClose}>
          <Trans>Go on editing mine</Trans>
        </Button>
        <Button size="sm" onClick={props.onTheirs}>
          {t`Start again from version ${newer.version}`}
        </Button>
        <Button size="sm" variant="primary" busy={props.busy} onClick={props.onMine}>
          {t`Save mine as version ${newer.version + 1}`}
        </Button>
      </div>
    </Dialog>
  );
}
