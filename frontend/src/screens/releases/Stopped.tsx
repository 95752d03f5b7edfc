/** Why: a build that stopped says what stopped it, and a lead decides how it goes on; nobody else makes a release smaller. */
import { CircleX } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useBuildAgain } from "../../api/releases";
import type { Release } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { counted } from "../labels";
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
          {release.version} could not be built:{" "}
          {some
            ? `${damaged} of ${counted(release.videos, "clip")} damaged, all others are written`
            : (release.error ?? "the log of the worker says why")}
        </span>
        {lead && some && (
          <Button size="sm" onClick={() => setDeciding(true)}>
            Build without {damaged === 1 ? "it" : `these ${damaged}`}…
          </Button>
        )}
        {lead && (
          <Button size="sm" busy={again.isPending && !deciding} onClick={() => build(0)}>
            Build again
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
          title="Damaged clips"
          about="restore them from the backup and build again"
          clips={release.damaged}
        />
      )}
      {deciding && (
        <Dialog
          title={`Build ${release.version} without ${counted(damaged, "damaged clip")}?`}
          onClose={() => setDeciding(false)}
        >
          <p className="f2">
            {damaged === 1 ? "It is" : "They are"} named in the release as left out, for good. All others keep their
            splits; a later version can take {damaged === 1 ? "it" : "them"} up again.
          </p>
          {again.isError && (
            <p className="err t12" role="alert">
              {describe(again.error)}
            </p>
          )}
          <div className="dlg-foot">
            <Button size="sm" keys={["Esc"]} onClick={() => setDeciding(false)}>
              Cancel
            </Button>
            <Button size="sm" variant="primary" busy={again.isPending} onClick={() => build(damaged)}>
              Build without {damaged === 1 ? "it" : "them"}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
