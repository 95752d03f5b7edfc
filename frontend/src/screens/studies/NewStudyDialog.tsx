/** Why: who rates what is dealt once, at the start, so a lead chooses the models, the people and how much. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { useBoard } from "../../api/board";
import { describe } from "../../api/error";
import { usePeople } from "../../api/people";
import { useStartStudy } from "../../api/studies";
import { served } from "../../language/served";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { splitName } from "../labels";

const WHOLE = /^\d{1,4}$/;

export function NewStudyDialog({ slug, onClose }: { slug: string; onClose: () => void }) {
  const sets = (useBoard(slug).data?.sets ?? []).filter(({ state }) => state === "scored");
  const people = usePeople(slug).data ?? [];
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [raters, setRaters] = useState<ReadonlySet<number>>(new Set());
  const [samples, setSamples] = useState("100");
  const [pairs, setPairs] = useState("20");
  const start = useStartStudy(slug);
  const why = blocked({ name, chosen, raters, samples, pairs });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (why || start.isPending) return;
    const body = { name: name.trim(), sets: [...chosen], raters: [...raters], seed: 0 };
    start.mutate({ ...body, samples: Number(samples), pairs: Number(pairs) }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t`New study`} wide onClose={onClose}>
      <form onSubmit={submit} className="col g16 new-study">
        <p className="f2">
          <Trans>
            Captions of the chosen models are drawn and dealt to two raters each, who see the true caption and the
            predicted one, and not whose it is.
          </Trans>
        </p>
        <Field
          label={t`Name`}
          name="name"
          required
          maxLength={80}
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Choices
          legend={t`Models`}
          none={t`No set of predictions is scored yet.`}
          options={sets.map((set) => [
            set.id,
            t`${set.name}, ${splitName[set.split] ?? set.split} of ${set.release.version}`,
          ])}
          chosen={chosen}
          onChange={setChosen}
        />
        <Choices
          legend={t`Raters`}
          none={t`Nobody is here.`}
          options={people.map(({ id, name, username, role_name }) => [id, `${name || username}, ${served(role_name)}`])}
          chosen={raters}
          onChange={setRaters}
        />
        <div className="two">
          <Field
            label={t`Samples`}
            name="samples"
            inputMode="numeric"
            hint={t`Captions, each rated twice.`}
            value={samples}
            onChange={(event) => setSamples(event.target.value)}
          />
          <Field
            label={t`Pairs`}
            name="pairs"
            inputMode="numeric"
            hint={t`Videos for which somebody writes a right and a wrong caption.`}
            value={pairs}
            onChange={(event) => setPairs(event.target.value)}
          />
        </div>
        {start.isError && (
          <p className="err t12" role="alert">
            {describe(start.error)}
          </p>
        )}
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="sm" variant="primary" busy={start.isPending} blocked={why}>
            <Trans>Deal it out</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface Given {
  readonly name: string;
  readonly chosen: ReadonlySet<number>;
  readonly raters: ReadonlySet<number>;
  readonly samples: string;
  readonly pairs: string;
}

function blocked({ name, chosen, raters, samples, pairs }: Given): string | undefined {
  if (!name.trim()) return t`Give the study a name.`;
  if (chosen.size === 0) return t`Choose at least one model.`;
  if (raters.size < 2) return t`Choose at least two raters.`;
  if (!WHOLE.test(samples) || Number(samples) === 0) return t`The number of samples is a whole number from 1.`;
  return WHOLE.test(pairs) ? undefined : t`The number of pairs is a whole number from 0.`;
}

function Choices(props: {
  legend: string;
  none: string;
  options: readonly (readonly [id: number, text: string])[];
  chosen: ReadonlySet<number>;
  onChange: (chosen: ReadonlySet<number>) => void;
}) {
  const { legend, none, options, chosen, onChange } = props;
  const turn = (id: number) =>
    onChange(new Set(chosen.has(id) ? [...chosen].filter((one) => one !== id) : [...chosen, id]));
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.length === 0 && <span className="f3 t12">{none}</span>}
      {options.map(([id, text]) => (
        <label key={id}>
          <input type="checkbox" checked={chosen.has(id)} onChange={() => turn(id)} /> {text}
        </label>
      ))}
    </fieldset>
  );
}
