/** Why: what is chosen for a release, each in fields of its own. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleX } from "lucide-react";
import { useId } from "react";
import type { ReleaseFormat } from "../../api/types";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { Segmented } from "../../ui/Segmented";
import type { Measure, Sizes } from "./choosing";
import { type Prompts, withoutPrompts } from "./state";

const SPLITS = [t`Train`, t`Validation`, t`Test`] as const;

export function SplitsField(props: {
  measure: Measure;
  sizes: Sizes;
  fault: string | null;
  onMeasure: (measure: Measure) => void;
  onSizes: (sizes: Sizes) => void;
}) {
  const { measure, sizes, fault, onMeasure, onSizes } = props;
  const id = useId();
  const change = (at: number, value: string) =>
    onSizes(sizes.map((size, place) => (place === at ? value : size)) as unknown as Sizes);
  return (
    <fieldset className="field splits">
      <legend>
        <Trans>Splits</Trans>
      </legend>
      <Segmented
        label={t`Sizes of splits`}
        value={measure}
        options={[
          { value: "parts", text: t`Per cent` },
          { value: "counts", text: t`Numbers of clips` },
        ]}
        onChange={onMeasure}
      />
      <div className="splits-three">
        {SPLITS.map((split, at) => (
          <label key={split} className="t12 f2">
            {split}
            <input
              className="txt num"
              inputMode="decimal"
              maxLength={9}
              placeholder={measure === "counts" ? t`the rest` : ""}
              value={sizes[at]}
              aria-invalid={fault ? true : undefined}
              aria-describedby={`${id}-note`}
              onChange={(event) => change(at, event.target.value)}
            />
          </label>
        ))}
      </div>
      {fault ? (
        <span className="err" id={`${id}-note`} role="alert">
          <Icon of={CircleX} size="s14" />
          {fault}
        </span>
      ) : (
        <span className="hint" id={`${id}-note`}>
          <Trans>
            Clips of earlier versions keep their split; new ones are dealt out by source, duration and objects.
          </Trans>
        </span>
      )}
    </fieldset>
  );
}

export function FormatsField(props: {
  formats: readonly ReleaseFormat[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const { formats, chosen, onChange } = props;
  const toggle = (name: string) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    onChange(next);
  };
  return (
    <fieldset className="field">
      <legend>
        <Trans>Also in these formats</Trans>
      </legend>
      <div className="formats">
        {formats.map(({ name, purpose }) => (
          <label key={name} className="t12">
            <input type="checkbox" checked={chosen.has(name)} onChange={() => toggle(name)} />
            <span>
              <b className="med">{name}</b> <span className="f2">{purpose}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export type Videos = "files" | "list";

export function VideosField({ value, onChange }: { value: Videos; onChange: (videos: Videos) => void }) {
  return (
    <fieldset className="field">
      <legend>
        <Trans>Videos</Trans>
      </legend>
      <Segmented
        label={t`Videos`}
        value={value}
        options={[
          { value: "files", text: t`The clips` },
          { value: "list", text: t`Only a list with checksums` },
        ]}
        onChange={onChange}
      />
      <span className="hint">
        <Trans>Where the licence forbids to give clips away, a list proves the copies that others have.</Trans>
      </span>
    </fieldset>
  );
}

interface PromptsFieldProps {
  readonly value: Prompts;
  readonly ready: number;
  /** Clips that are ready and of which nobody approved a prompt. */
  readonly lacking: number;
  readonly onChange: (prompts: Prompts) => void;
}

export function PromptsField({ value, ready, lacking, onChange }: PromptsFieldProps) {
  return (
    <fieldset className="field">
      <legend>
        <Trans>LG-VIS prompts</Trans>
      </legend>
      <Segmented
        label={t`LG-VIS prompts`}
        value={value}
        options={[
          { value: "reviewed", text: t`Only reviewed ones` },
          { value: "by-rule", text: t`Also by rule` },
        ]}
        onChange={onChange}
      />
      <span className="hint">{withoutPrompts({ lacking, clips: ready, prompts: value })}</span>
    </fieldset>
  );
}

/** Names as the hub of Hugging Face knows them; any other can be written. */
const LICENCES = ["cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0", "cc0-1.0"];

export function LicenceField({ value, onChange }: { value: string; onChange: (licence: string) => void }) {
  const id = useId();
  return (
    <>
      <Field
        label={t`Licence`}
        name="licence"
        list={id}
        maxLength={80}
        hint={t`For the data card, such as cc-by-nc-sa-4.0. May stay empty: not decided.`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>
        {LICENCES.map((licence) => (
          <option key={licence} value={licence} />
        ))}
      </datalist>
    </>
  );
}
