/** Why: a model is not scored on what it learned from, so whoever brings one says what that was. */
import { useId, useState } from "react";
import type { Release } from "../../api/types";
import { Field } from "../../ui/Field";
import { counted } from "../labels";
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
  ["untold", "Not told"],
  ["elsewhere", "No video of this project"],
  ["release", "A split of a release"],
  ["numbers", "Videos by number"],
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
        label="Checkpoint"
        name="checkpoint"
        maxLength={200}
        hint="Its name or checksum; may stay empty."
        value={value.checkpoint}
        onChange={(event) => onChange({ ...value, checkpoint: event.target.value })}
      />
      <div className="field">
        <label htmlFor={id}>It learned from</label>
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
        aria-label="Release it learned from"
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
        aria-label="Split it learned from"
        value={value.split}
        onChange={({ target }) => onChange({ ...value, split: target.value as Ground["split"] })}
      >
        <option value="train">Train</option>
        <option value="val">Validation</option>
        <option value="test">Test</option>
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
        label="Video numbers"
        name="trained-on"
        hint={"numbers" in read ? `${counted(read.numbers.length, "video")}, or choose a file below.` : ""}
        error={"fault" in read ? read.fault : null}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange({ ...value, read: readTyped(target.value) });
        }}
      />
      <div className="field">
        <label htmlFor={id}>or provenance.json</label>
        <input id={id} type="file" accept=".json" onChange={({ target }) => void take(target.files?.[0])} />
      </div>
    </>
  );
}
