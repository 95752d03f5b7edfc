/** Why: help and anchoring are measured on work without drafts, so a share of it is drawn to have none. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useAssistRule, useDraftAhead, useSaveAssistRule } from "../../api/modelDrafts";
import type { AssistRule } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Panel } from "../../ui/Panel";

const AHEAD = 20;

export function RulePanel({ slug, live }: { readonly slug: string; readonly live: boolean }) {
  const rule = useAssistRule(slug).data;
  const ahead = useDraftAhead(slug);
  return (
    <Panel title={t`What is drafted for`}>
      {rule && <RuleForm key={JSON.stringify(rule)} slug={slug} rule={rule} />}
      <div className="row g8 model-verbs">
        <Button
          busy={ahead.isPending}
          blocked={live ? undefined : t`No model is live.`}
          onClick={() => ahead.mutate(AHEAD)}
        >
          <Trans>Draft the next {AHEAD} captions</Trans>
        </Button>
        <Link
          className="btn"
          to="/p/$project/videos"
          params={{ project: slug }}
          search={{ stage: "to_caption", sort: "draft", up: true }}
          title={t`Clips to caption, those first of whose draft the model is least sure: choose some and give them a priority.`}
        >
          <Trans>Least sure first…</Trans>
        </Link>
        {ahead.data && (
          <span role="status" className="f2 t12">
            <Trans>{plural(ahead.data.begun, { one: "# draft", other: "# drafts" })} queued</Trans>
          </span>
        )}
        {ahead.isError && (
          <span role="alert" className="bad t12">
            {describe(ahead.error)}
          </span>
        )}
      </div>
    </Panel>
  );
}

function RuleForm({ slug, rule }: { readonly slug: string; readonly rule: AssistRule }) {
  const save = useSaveAssistRule(slug);
  const [percent, setPercent] = useState(`${rule.control_percent}`);
  const [heldOut, setHeldOut] = useState(rule.held_out);
  const changed = percent !== `${rule.control_percent}` || heldOut !== rule.held_out;
  const send = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ control_percent: Number(percent), held_out: heldOut });
  };
  return (
    <form className="col g12 model-rule" onSubmit={send}>
      <Field
        label={t`Work without drafts, as control, in %`}
        type="number"
        min={0}
        max={100}
        required
        value={percent}
        error={save.error && describe(save.error)}
        onChange={({ target }) => setPercent(target.value)}
      />
      <label className="row g8">
        <input type="checkbox" checked={heldOut} onChange={({ target }) => setHeldOut(target.checked)} />
        <Trans>Draft for val and test clips too</Trans>
      </label>
      <div>
        <Button size="sm" type="submit" busy={save.isPending} blocked={changed ? undefined : t`Nothing is changed.`}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  );
}
