/** Why: a model is not scored on what it learned from, so whoever brings one says what that was. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useId, useState } from "react";
import type { Release } from "../../api/types";
import { Field } from "../../ui/Field";
import { type Read, readProvenance, readTyped } from "./bringing";
import type { Ground } from "./standing";

export interface Learned {
  readonly checkpoint: string;
  readonly from: "untold" | "elsewhere" | "release" | "numbers";
  readonly release: number | null;
  readonly split: Ground["split"];
  readonly read: Read;
}

export const NOTHING: Learned = {
  checkpoint: "",
  from: "untold",
  release: null,
  split: "train",
  read: { numbers: [] },
};

const FROM = [
  ["untold", t`Not told`],
  ["elsewhere", t`No video of this project`],
  ["release", t`A split of a release`],
  ["numbers", t`Videos by number`],
] as const;

interface LearnedProps {
  readonly releases: readonly Release[];
  readonly value: Learned;
  readonly onChange: (value: Learned) => void;
}

export function LearnedFields({ releases, value, onChange }: LearnedProps) {
  const id = useId();
  const choose = (from: Learned["from"]) =>
    onChange({ ...value, from, release: value.release ?? releases[0]?.id ?? null });
  return (
    <>
      <Field
        label={t`Checkpoint`}
        name="checkpoint"
        maxLength={200}
        hint={t`Its name or checksum; may stay empty.`}
        value={value.checkpoint}
        onChange={(event) => onChange({ ...value, checkpoint: event.target.value })}
      />
      <div className="field">
        <label htmlFor={id}>
          <Trans>It learned from</Trans>
        </label>
        <select
          id={id}
          className="sel"
          value={value.from}
          onChange={({ target }) => choose(target.value as Learned["from"])}
        >
          {FROM.map(([from, text]) => (
            <option key={from} value={from}>
              {text}
            </option>
          ))}
        </select>
      </div>
      {value.from === "release" && <OfRelease releases={releases} value={value} onChange={onChange} />}
      {value.from === "numbers" && <ByNumber value={value} onChange={onChange} />}
    </>
  );
}

function OfRelease({ releases, value, onChange }: LearnedProps) {
  return (
    <div className="bring-where">
      <select
        className="sel"
        aria-label={t`Release it learned from`}
        value={value.release ?? ""}
        onChange={({ target }) => onChange({ ...value, release: Number(target.value) })}
      >
        {releases.map(({ id, version }) => (
          <option key={id} value={id}>
            {version}
          </option>
        ))}
      </select>
      <select
        className="sel"
        aria-label={t`Split it learned from`}
        value={value.split}
        onChange={({ target }) => onChange({ ...value, split: target.value as Ground["split"] })}
      >
        <option value="train">{t`Train`}</option>
        <option value="val">{t`Validation`}</option>
        <option value="test">{t`Test`}</option>
      </select>
    </div>
  );
}

function ByNumber({ value, onChange }: Omit<LearnedProps, "releases">) {
  const [typed, setTyped] = useState("");
  const id = useId();
  const { read } = value;
  const take = async (file: File | undefined) => {
    if (!file) return;
    setTyped("");
    onChange({ ...value, read: readProvenance(await file.text()) });
  };
  return (
    <>
      <Field
        label={t`Video numbers`}
        name="trained-on"
        hint={
          "numbers" in read
            ? t`${plural(read.numbers.length, { one: "# video", other: "# videos" })}, or choose a file below.`
            : ""
        }
        error={"fault" in read ? read.fault : null}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange({ ...value, read: readTyped(target.value) });
        }}
      />
      <div className="field">
        <label htmlFor={id}>
          <Trans>or provenance.json</Trans>
        </label>
        <input id={id} type="file" accept=".json" onChange={({ target }) => void take(target.files?.[0])} />
      </div>
    </>
  );
}
