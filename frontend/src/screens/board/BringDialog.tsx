/** Why: predictions are put forward with everything that makes their number mean something: where, whose, learned from what. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useId, useState } from "react";
import { useBringPredictions } from "../../api/board";
import { describe } from "../../api/error";
import type { PredictionSet, Release } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, TextField } from "../../ui/Field";
import { ProgressBar } from "../../ui/ProgressBar";
import { bytes, splitName } from "../labels";
import { type Learned, LearnedFields, NOTHING } from "./LearnedFields";
import type { Ground } from "./standing";

const SUFFIXES = ".zip,.tar,.tar.gz,.tgz,.json,.jsonl";
const SPLITS = ["val", "test", "train"] as const;

interface BringProps {
  readonly slug: string;
  readonly releases: readonly Release[];
  readonly ground: Ground;
  readonly onClose: () => void;
  readonly onBrought: (set: PredictionSet) => void;
}

export function BringDialog({ slug, releases, ground, onClose, onBrought }: BringProps) {
  const [where, setWhere] = useState(ground);
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [notes, setNotes] = useState("");
  const [licence, setLicence] = useState("");
  const [learned, setLearned] = useState<Learned>(NOTHING);
  const [share, setShare] = useState(0);
  const bring = useBringPredictions(slug);
  const release = releases.find(({ id }) => id === where.release);
  const videos = release?.splits[where.split] ?? 0;
  const why = blocked({ file, name, videos, learned });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (why || !file || bring.isPending) return;
    const told = { name: name.trim(), notes: notes.trim(), licence: licence.trim(), ...where };
    const body = { ...told, ...bodyOf(learned) };
    setShare(0);
    bring.mutate(
      { file, body: body as Parameters<typeof bring.mutate>[0]["body"], onSent: setShare },
      { onSuccess: onBrought },
    );
  };
  return (
    <Dialog title={t`Bring predictions`} wide onClose={onClose}>
      <form onSubmit={submit} className="col g16 bring">
        <p className="f2">
          <Trans>
            One prediction for each of the {plural(videos, { one: "# video", other: "# videos" })} of the split, as
            NNNNNN.json in an archive or together in one JSON file. All that is wrong is named, and nothing of a refused
            file is kept.
          </Trans>
        </p>
        <div className="bring-two">
          <div className="col g16">
            <WhereFields releases={releases} value={where} onChange={setWhere} />
            <FileField file={file} onChange={setFile} />
            <Field
              label={t`Name`}
              name="name"
              required
              maxLength={80}
              hint={t`By which the model is known on the board.`}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <Field
              label={t`Licence`}
              name="licence"
              maxLength={80}
              hint={t`Of the predictions; may stay empty.`}
              value={licence}
              onChange={(event) => setLicence(event.target.value)}
            />
          </div>
          <div className="col g16">
            <LearnedFields releases={releases} value={learned} onChange={setLearned} />
            <TextField
              label={t`Notes`}
              name="notes"
              maxLength={2000}
              hint={t`What others need to know; may stay empty.`}
              value={notes}
              onChange={(event) => setNotes(event.target.value)}
            />
          </div>
        </div>
        {bring.isPending && <ProgressBar label={t`Sent`} done={share} total={1} tone="info" />}
        {bring.isError && (
          <p className="err t12" role="alert">
            {describe(bring.error)}
          </p>
        )}
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="sm" variant="primary" busy={bring.isPending} blocked={why}>
            <Trans>Send and score</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function blocked(given: { file: File | null; name: string; videos: number; learned: Learned }): string | undefined {
  if (!given.file) return t`Choose a file of predictions.`;
  if (!given.name.trim()) return t`Give the model a name.`;
  if (given.videos === 0) return t`This split holds no video.`;
  const { checkpoint, from, read } = given.learned;
  if (from === "numbers" && "fault" in read) return read.fault;
  return checkpoint.trim() && from === "untold" ? t`Say what the checkpoint learned from.` : undefined;
}

function bodyOf({ checkpoint, from, release, split, read }: Learned) {
  const named = { checkpoint: checkpoint.trim() };
  if (from === "release") return { ...named, trained_on_release: release, trained_on_split: split };
  if (from === "numbers") return { ...named, trained_on: "numbers" in read ? [...read.numbers] : [] };
  return from === "elsewhere" ? { ...named, trained_on: [] } : named;
}

function WhereFields(props: { releases: readonly Release[]; value: Ground; onChange: (ground: Ground) => void }) {
  const { releases, value, onChange } = props;
  const id = useId();
  return (
    <div className="bring-where">
      <div className="field">
        <label htmlFor={`${id}-release`}>
          <Trans>Release</Trans>
        </label>
        <select
          id={`${id}-release`}
          className="sel"
          value={value.release}
          onChange={({ target }) => onChange({ ...value, release: Number(target.value) })}
        >
          {releases.map(({ id: row, version }) => (
            <option key={row} value={row}>
              {version}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-split`}>
          <Trans>Split</Trans>
        </label>
        <select
          id={`${id}-split`}
          className="sel"
          value={value.split}
          onChange={({ target }) => onChange({ ...value, split: target.value as Ground["split"] })}
        >
          {SPLITS.map((split) => (
            <option key={split} value={split}>
              {splitName[split]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function FileField({ file, onChange }: { file: File | null; onChange: (file: File | null) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>File</Trans>
      </label>
      <input
        id={id}
        type="file"
        accept={SUFFIXES}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => onChange(target.files?.[0] ?? null)}
      />
      <span className="hint" id={`${id}-note`}>
        {file ? bytes(file.size) : t`.zip, .tar, .tar.gz, .json or .jsonl, at most 4 GiB.`}
      </span>
    </div>
  );
}
