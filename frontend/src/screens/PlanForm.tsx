/** Why: what can be planned for many clips, each in its own few fields; the dialog around it tries and does it. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useId } from "react";
import { usePeople } from "../api/people";
import { useBatches } from "../api/planning";
import type { Member, Step } from "../api/types";
import { Field, TextField } from "../ui/Field";
import { Segmented } from "../ui/Segmented";
import { NO_PLAN, type PlanKind, type Wanted } from "./planning";

interface FormProps {
  readonly slug: string;
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
}

const SKILL = { caption: "captions", masks: "masks" } as const;
const NEW = "new";

export function PlanForm({ kind, ...props }: FormProps & { readonly kind: PlanKind }) {
  switch (kind) {
    case "priority":
      return <PriorityField {...props} />;
    case "deadline":
      return <DeadlineField {...props} />;
    case "batch":
      return <BatchFields {...props} />;
    case "person":
      return <PersonFields {...props} />;
  }
}

function PriorityField({ wanted, onChange }: FormProps) {
  return (
    <Field
      label={t`Priority`}
      type="number"
      min={-100}
      max={100}
      required
      hint={t`From -100 to 100; 0 is usual. The highest is handed out first.`}
      value={wanted.plan.priority ?? ""}
      onChange={({ target }) => {
        const { priority: _, ...rest } = wanted.plan;
        onChange({ plan: target.value === "" ? rest : { ...rest, priority: target.valueAsNumber } });
      }}
    />
  );
}

/** A moment as a date field shows it: in the person's own time. */
function localTime(iso: string): string {
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function DeadlineField({ wanted, onChange }: FormProps) {
  const { deadline } = wanted.plan;
  const none = deadline === null;
  return (
    <>
      <Field
        label={t`Deadline`}
        type="datetime-local"
        disabled={none}
        hint={t`In your time. Of equal priority, what is due first is handed out first.`}
        value={deadline ? localTime(deadline) : ""}
        onChange={({ target }) => {
          const at = new Date(target.value);
          const { deadline: _, ...rest } = wanted.plan;
          onChange({ plan: Number.isNaN(at.getTime()) ? rest : { ...rest, deadline: at.toISOString() } });
        }}
      />
      <label className="row g8">
        <input
          type="checkbox"
          checked={none}
          onChange={({ target }) => onChange({ plan: target.checked ? { ...NO_PLAN, deadline: null } : NO_PLAN })}
        />
        <Trans>No deadline</Trans>
      </label>
    </>
  );
}

function BatchFields({ slug, wanted, onChange }: FormProps) {
  const id = useId();
  const batches = useBatches(slug).data ?? [];
  const { batch } = wanted.plan;
  const isNew = wanted.newBatch !== undefined;
  const chosen = batches.find((each) => each.id === batch);
  const choose = (value: string) => {
    if (value === "") onChange({ plan: NO_PLAN });
    else if (value === NEW) onChange({ plan: NO_PLAN, newBatch: "" });
    else onChange({ plan: { ...NO_PLAN, batch: value === "none" ? null : Number(value) } });
  };
  return (
    <>
      <div className="field">
        <label htmlFor={id}>
          <Trans>Batch</Trans>
        </label>
        <select
          id={id}
          className="sel"
          value={isNew ? NEW : batch === null ? "none" : (batch ?? "")}
          onChange={({ target }) => choose(target.value)}
        >
          <option value="">{t`Choose one`}</option>
          <option value={NEW}>{t`A new batch…`}</option>
          <option value="none">{t`None: take them out`}</option>
          {batches.map((each) => (
            <option key={each.id} value={each.id}>
              {each.frozen ? t`${each.name} (frozen)` : each.name}
            </option>
          ))}
        </select>
      </div>
      {isNew && (
        <Field
          label={t`Its name`}
          maxLength={80}
          required
          value={wanted.newBatch}
          onChange={({ target }) => onChange({ ...wanted, newBatch: target.value })}
        />
      )}
      {(isNew || chosen) && (
        <label className="row g8">
          <input
            type="checkbox"
            checked={wanted.frozen ?? Boolean(chosen?.frozen)}
            onChange={({ target }) => onChange({ ...wanted, frozen: target.checked })}
          />
          <Trans>Frozen: nothing of the batch is handed out, handed in or judged</Trans>
        </label>
      )}
    </>
  );
}

/** Whoever may be given the step, by name. */
const fitFor = (step: Step, people: readonly Member[]): readonly Member[] =>
  people.filter(
    ({ role, skills }) =>
      (role === "lead" || role === "annotator") && (skills.length === 0 || skills.includes(SKILL[step])),
  );

function PersonFields({ slug, wanted, onChange }: FormProps) {
  const id = useId();
  const people = usePeople(slug).data ?? [];
  const { plan } = wanted;
  const step = plan.step ?? "caption";
  const change = (part: Partial<typeof plan>) => onChange({ plan: { ...plan, step, ...part } });
  return (
    <>
      <Segmented
        label={t`Step`}
        value={step}
        options={[
          { value: "caption", text: t`Step 1, caption` },
          { value: "masks", text: t`Step 2, masks` },
        ]}
        onChange={(value) => onChange({ plan: { ...NO_PLAN, reason: plan.reason, step: value } })}
      />
      <div className="field">
        <label htmlFor={id}>
          <Trans>Assign to</Trans>
        </label>
        <select
          id={id}
          className="sel"
          value={plan.person === null ? "none" : (plan.person ?? "")}
          onChange={({ target: { value } }) => {
            const { person: _, ...rest } = plan;
            if (value === "") onChange({ plan: { ...rest, step } });
            else change({ person: value === "none" ? null : Number(value) });
          }}
        >
          <option value="">{t`Choose somebody`}</option>
          <option value="none">{t`Nobody: for everybody again`}</option>
          {fitFor(step, people).map((person) => (
            <option key={person.id} value={person.id}>
              {person.name}
            </option>
          ))}
        </select>
        <span className="hint">
          {t`It waits for them alone, also where somebody has it now; what that person saved is kept. ` +
            t`Who did a clip's other step is not given this one.`}
        </span>
      </div>
      <TextField
        label={t`Why, if it helps them`}
        rows={2}
        maxLength={500}
        value={plan.reason}
        onChange={({ target }) => change({ reason: target.value })}
      />
    </>
  );
}

/** What is missing before a plan can be tried; nothing where it is whole. */
export function missing(kind: PlanKind, { plan, newBatch }: Wanted): string | undefined {
  switch (kind) {
    case "priority":
      return Number.isInteger(plan.priority) ? undefined : t`Give a whole number.`;
    case "deadline":
      return plan.deadline === undefined ? t`Choose a day and a time.` : undefined;
    case "batch":
      if (newBatch !== undefined) return newBatch.trim() ? undefined : t`Give the new batch a name.`;
      return plan.batch === undefined ? t`Choose a batch.` : undefined;
    case "person":
      return plan.person === undefined ? t`Choose who gets it.` : undefined;
  }
}
