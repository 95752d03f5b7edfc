/** Why: a lead vouches for finished clips; others are measured against them without knowing. */
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
        toast(`Clip ${clipNumber(number)} is gold.`);
      },
    });
  return (
    <Panel title="Gold clips">
      <div className="gold">
        {gold.length === 0 && (
          <EmptyState icon={Star} title="No clip is gold yet">
            Name a finished clip whose caption and masks you vouch for.
          </EmptyState>
        )}
        {gold.length > 0 && (
          <ul aria-label="Gold clips">
            {gold.map(({ video, clip: known, name, by, at }) => (
              <li key={video} className="row">
                <span className="med">{clipNumber(known)}</span>
                <span className="sp ell">{name}</span>
                <span className="f3 t12">
                  {by.name}, {when(at)}
                </span>
                <Button
                  size="sm"
                  aria-label={`Mix in clip ${clipNumber(known)} no more`}
                  busy={retire.isPending && retire.variables === video}
                  onClick={() => retire.mutate(video, { onError: (error) => toast(describe(error)) })}
                >
                  Retire
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
            label="Clip's number"
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
            blocked={number === null ? "Write a clip's number first." : undefined}
          >
            Name as gold
          </Button>
        </form>
      </div>
    </Panel>
  );
}
