/** Why: who looks at one batch sees whether it stands still, and stops it or lets it go on from here. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Play, Snowflake } from "lucide-react";
import { describe } from "../../api/error";
import { useBatches, useFreezeBatch } from "../../api/planning";
import { Button } from "../../ui/Button";
import { Pill } from "../../ui/Pill";
import { toast } from "../../ui/Toast";
import { when } from "../labels";

export function BatchLine({ slug, batch: id }: { readonly slug: string; readonly batch: number }) {
  const batch = useBatches(slug).data?.find((each) => each.id === id);
  const freeze = useFreezeBatch(slug);
  if (!batch) return null;
  const turn = () =>
    freeze.mutate({ id, frozen: !batch.frozen }, { onError: (failure) => toast(describe(failure), "failed") });
  return (
    <section className="batch-line row" aria-label={t`Batch ${batch.name}`}>
      <span className="f3 t12">
        <Trans>Batch</Trans>
      </span>
      <span className="med ell">{batch.name}</span>
      {batch.frozen && (
        <Pill tone="info" icon={Snowflake}>
          {t`Frozen ${when(batch.frozen)}`}
        </Pill>
      )}
      <span className="sp" />
      <Button size="sm" icon={batch.frozen ? Play : Snowflake} busy={freeze.isPending} onClick={turn}>
        {batch.frozen ? t`Let it go on` : t`Freeze`}
      </Button>
    </section>
  );
}
