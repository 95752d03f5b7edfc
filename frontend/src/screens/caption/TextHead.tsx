/** The head and the foot of the text: how it is shown, how long it is, and the keys that work while typing. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Video } from "../../api/types";
import { Kbd } from "../../ui/Kbd";
import { Segmented } from "../../ui/Segmented";
import { type Field, FieldTabs } from "../FieldTabs";
import { WordMeter } from "./WordMeter";

type TextHeadProps = {
  readonly video: Video;
  readonly field: Field;
  readonly onField: (field: Field) => void;
  readonly raw: boolean;
  readonly onRaw: (raw: boolean) => void;
  readonly words: number;
};

export function TextHead({ video, field, onField, raw, onRaw, words }: TextHeadProps) {
  return (
    <div className="panel-h cap-head">
      <h2>
        <Trans>Caption</Trans>
      </h2>
      <FieldTabs video={video} field={field} onField={onField} />
      {field === "en" ? (
        <>
          <Segmented
            label={t`View`}
            value={raw ? "raw" : "chips"}
            options={[
              { value: "chips", text: t`Chips` },
              { value: "raw", text: <RawOption />, name: t`Raw` },
            ]}
            onChange={(view) => onRaw(view === "raw")}
          />
          <span className="sp" />
          <WordMeter project={video.project} words={words} />
        </>
      ) : null}
    </div>
  );
}

function RawOption() {
  return (
    <>
      <Trans>Raw</Trans> <Kbd keys={["Ctrl /"]} />
    </>
  );
}

const HINTS: readonly (readonly [string, readonly string[]])[] = [
  [t`Select words`, ["Shift", "→"]],
  [t`Ground`, ["1–9", "0"]],
  [t`Insert time`, ["Ctrl", "."]],
  [t`Play while typing`, ["Ctrl", "Space"]],
];

export function Hints() {
  return (
    <div className="cap-hints">
      {HINTS.map(([text, keys]) => (
        <span key={text}>
          {text} <Kbd keys={keys} />
        </span>
      ))}
    </div>
  );
}
