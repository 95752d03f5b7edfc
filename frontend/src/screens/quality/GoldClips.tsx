/** Why: a lead vouches for finished clips; others are measured against them without knowing. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Star } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useMakeGold, useRetireGold } from "../../api/quality";
import type { Gold } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Field } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { toast } from "../../ui/Toast";
import { clipNumber, when } from "../labels";

export function GoldClips({ slug, gold }: { readonly slug: string; readonly gold: readonly Gold[] }) {
  const [clip, setClip] = useState("");
  const make = useMakeGold(slug);
  const retire = useRetireGold(slug);
  const number = /^\d{1,6}$/.test(clip.trim()) ? Number(clip) : null;
  const send = () =>
    number !== null &&
    make.mutate(number, {
      onSuccess: () => {
        setClip("");
        toast(t`Clip ${clipNumber(number)} is gold.`);
      },
    });
  return (
    <Panel title={t`Gold clips`}>
      <div className="gold">
        {gold.length === 0 && (
          <EmptyState icon={Star} title={t`No clip is gold yet`}>
            <Trans>Name a finished clip whose caption and masks you vouch for.</Trans>
          </EmptyState>
        )}
        {gold.length > 0 && (
          <ul aria-label={t`Gold clips`}>
            {gold.map(({ video, clip: known, name, by, at }) => (
              <li key={video} className="row">
                <span className="med">{clipNumber(known)}</span>
                <span className="sp ell">{name}</span>
                <span className="f3 t12">
                  {by.name}, {when(at)}
                </span>
                <Button
                  size="sm"
                  aria-label={t`Mix in clip ${clipNumber(known)} no more`}
                  busy={retire.isPending && retire.variables === video}
                  onClick={() => retire.mutate(video, { onError: (error) => toast(describe(error)) })}
                >
                  <Trans>Retire</Trans>
                </Button>
              </li>
            ))}
          </ul>
        )}
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Field
            label={t`Clip's number`}
            inputMode="numeric"
            value={clip}
            error={make.isError ? describe(make.error) : null}
            onChange={(event) => {
              make.reset();
              setClip(event.currentTarget.value);
            }}
          />
          <Button
            type="submit"
            busy={make.isPending}
            blocked={number === null ? t`Write a clip's number first.` : undefined}
          >
            <Trans>Name as gold</Trans>
          </Button>
        </form>
      </div>
    </Panel>
  );
}
