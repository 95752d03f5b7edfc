/** Why: a build that stopped says what stopped it, and a lead decides how it goes on; nobody else makes a release smaller. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleX } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useBuildAgain } from "../../api/releases";
import type { Release } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { DamagedClips } from "./DamagedClips";

export function Stopped({ release, lead }: { release: Release; lead: boolean }) {
  const again = useBuildAgain(release.id);
  const [deciding, setDeciding] = useState(false);
  const damaged = release.damaged?.total ?? 0;
  const some = damaged > 0 && damaged < release.videos;
  const build = (without: number) => again.mutate(without, { onSuccess: () => setDeciding(false) });
  return (
    <>
      <div className="banner" role="alert">
        <Icon of={CircleX} />
        <span className="sp">
          <Trans>{release.version} could not be built:</Trans>{" "}
          {some
            ? t`${damaged} of ${plural(release.videos, { one: "# clip", other: "# clips" })} damaged, all others are written`
            : (release.error ?? t`the log of the worker says why`)}
        </span>
        {lead && some && (
          <Button size="sm" onClick={() => setDeciding(true)}>
            {damaged === 1 ? t`Build without it…` : t`Build without these ${damaged}…`}
          </Button>
        )}
        {lead && (
          <Button size="sm" busy={again.isPending && !deciding} onClick={() => build(0)}>
            <Trans>Build again</Trans>
          </Button>
        )}
      </div>
      {again.isError && !deciding && (
        <p className="err t12" role="alert">
          {describe(again.error)}
        </p>
      )}
      {damaged > 0 && release.damaged && (
        <DamagedClips
          title={t`Damaged clips`}
          about={t`restore them from the backup and build again`}
          clips={release.damaged}
        />
      )}
      {deciding && (
        <Dialog
          title={t`Build ${release.version} without ${plural(damaged, { one: "# damaged clip", other: "# damaged clips" })}?`}
          onClose={() => setDeciding(false)}
        >
          <p className="f2">
            {damaged === 1
              ? t`It is named in the release as left out, for good. All others keep their splits; a later version can take it up again.`
              : t`They are named in the release as left out, for good. All others keep their splits; a later version can take them up again.`}
          </p>
          {again.isError && (
            <p className="err t12" role="alert">
              {describe(again.error)}
            </p>
          )}
          <div className="dlg-foot">
            <Button size="sm" keys={["Esc"]} onClick={() => setDeciding(false)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button size="sm" variant="primary" busy={again.isPending} onClick={() => build(damaged)}>
              {damaged === 1 ? t`Build without it` : t`Build without them`}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
