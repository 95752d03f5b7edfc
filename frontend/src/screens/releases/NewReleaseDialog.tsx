/** Why: freezing is for good, so the dialog says what goes in and has everything chosen before it is done. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useCreateRelease } from "../../api/mutations";
import type { Release, ReleaseFormat } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, TextField } from "../../ui/Field";
import { fault, type Measure, type Sizes, splitsOf, USUAL } from "./choosing";
import { FormatsField, LicenceField, PromptsField, SplitsField, type Videos, VideosField } from "./ReleaseFields";
import { nextVersion, type Prompts, VERSION } from "./state";

interface NewReleaseProps {
  readonly slug: string;
  readonly ready: number;
  readonly lacking: number;
  readonly formats: readonly ReleaseFormat[];
  readonly versions: readonly string[];
  readonly onClose: () => void;
  readonly onMade: (release: Release) => void;
}

export function NewReleaseDialog({ slug, ready, lacking, formats, versions, onClose, onMade }: NewReleaseProps) {
  const [version, setVersion] = useState(nextVersion(versions));
  const [note, setNote] = useState("");
  const [measure, setMeasure] = useState<Measure>("parts");
  const [sizes, setSizes] = useState<Sizes>(USUAL.parts);
  const [seed, setSeed] = useState("0");
  const [licence, setLicence] = useState("");
  const [videos, setVideos] = useState<Videos>("files");
  const [prompts, setPrompts] = useState<Prompts>("reviewed");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const create = useCreateRelease(slug);
  const name = version.trim();
  const taken = versions.includes(name);
  const wrong = fault(measure, sizes, ready);
  const why = blocked({ ready, name, seed, wrong });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (why || taken || create.isPending) return;
    const wanted = formats.filter((one) => chosen.has(one.name)).map((one) => one.name);
    const splits = splitsOf(measure, sizes);
    const told = { version: name, note: note.trim(), splits, seed: Number(seed) };
    const body = { ...told, formats: wanted, licence, videos, prompts };
    create.mutate(body as Parameters<typeof create.mutate>[0], { onSuccess: onMade });
  };
  return (
    <Dialog title={t`New release`} wide onClose={onClose}>
      <form onSubmit={submit} className="col g16 new-release">
        <p className="f2">
          <Trans>
            {plural(ready, { one: "# clip", other: "# clips" })} with approved captions and masks will be frozen as they
            are now. A release is never changed or deleted.
          </Trans>
        </p>
        <div className="release-two">
          <div className="col g16">
            <Field
              label={t`Version`}
              name="version"
              required
              maxLength={20}
              hint={t`Like v1.0 or v1.2.3.`}
              autoFocus
              value={version}
              error={taken ? t`There is a ${name} already.` : null}
              onChange={(event) => setVersion(event.target.value)}
            />
            <SplitsField
              measure={measure}
              sizes={sizes}
              fault={wrong}
              onMeasure={(next) => {
                setMeasure(next);
                setSizes(USUAL[next]);
              }}
              onSizes={setSizes}
            />
            <Field
              label={t`Seed`}
              name="seed"
              inputMode="numeric"
              maxLength={10}
              hint={t`Deals new clips to splits; the same seed deals the same.`}
              value={seed}
              error={SEED.test(seed) ? null : t`A whole number from 0.`}
              onChange={(event) => setSeed(event.target.value)}
            />
            <LicenceField value={licence} onChange={setLicence} />
          </div>
          <div className="col g16">
            <FormatsField formats={formats} chosen={chosen} onChange={setChosen} />
            <PromptsField value={prompts} ready={ready} lacking={lacking} onChange={setPrompts} />
            <VideosField value={videos} onChange={setVideos} />
            <TextField
              label={t`Note`}
              name="note"
              maxLength={2000}
              hint={t`What is new, for those who will use it. May stay empty.`}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          </div>
        </div>
        {create.isError && (
          <p className="err t12" role="alert">
            {describe(create.error)}
          </p>
        )}
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="sm" variant="primary" busy={create.isPending} blocked={why}>
            <Trans>Freeze and build</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const SEED = /^\d{1,9}$/;

function blocked(given: { ready: number; name: string; seed: string; wrong: string | null }): string | undefined {
  if (given.ready === 0) return t`No clip is ready: masks must be approved first.`;
  if (!VERSION.test(given.name)) return t`A version is written like v1.0 or v1.2.3.`;
  return given.wrong ?? (SEED.test(given.seed) ? undefined : t`The seed is a whole number from 0.`);
}
