/** A ring that crosses itself is no shape, but a person meant one: the nearest that is, beside what was drawn. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { describe } from "../../api/error";
import { repairRings } from "../../api/suggestions";
import type { Video } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { type Annotation, type Cell, cellAt, type Place, shapeAt } from "../../editor/document";
import type { Shape } from "../../geometry/ring";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Spinner } from "../../ui/Spinner";
import { ringsOf, shapeOf, timeOf } from "./opening";
import { overlapOf, Version, viewAround } from "./Version";

/** Before, after, and the choice. */
export function RepairDialog(props: {
  readonly video: Video;
  readonly place: Place;
  readonly present: Annotation;
  readonly onTake: (shape: Shape) => void;
  readonly onClose: () => void;
}) {
  const { video, place, present, onTake, onClose } = props;
  const before = cellAt(present, place);
  const number = present.tracks.find(({ id }) => id === place.track)?.number ?? 0;
  const repair = useRepair(video.id, shapeAt(present, place));
  const after: Cell | null = repair.data ? { kind: "drawn", shape: shapeOf(repair.data.rings) } : null;
  const url = video.stills.find(({ frame }) => frame === place.frame)?.url;
  const picture = { url, video, number, view: viewAround([before, after], video) };
  const take = () => {
    if (after?.kind === "drawn") onTake(after.shape);
    onClose();
  };
  return (
    <Dialog
      wide
      onClose={onClose}
      title={
        <>
          <Trans>Repair</Trans> <ObjectBadge number={number} /> <Trans>at {timeOf(place.frame)}</Trans>
        </>
      }
    >
      <Outcome repair={repair} />
      {after && (
        <div className="row">
          <Version title={t`As you drew it`} cell={before} {...picture} />
          <Version title={t`Repaired`} cell={after} {...picture} />
        </div>
      )}
      <div className="dlg-foot">
        <span className="f3 t12 num">{overlapOf(before, after, video)}</span>
        <span className="sp" />
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Leave it</Trans>
        </Button>
        <Button
          size="sm"
          variant="primary"
          blocked={after ? undefined : t`There is nothing to take yet`}
          onClick={take}
        >
          <Trans>Take the repaired one</Trans>
        </Button>
      </div>
    </Dialog>
  );
}

function useRepair(video: number, shape: Shape) {
  const rings = ringsOf(shape);
  return useQuery({ queryKey: ["repair", video, rings], queryFn: () => repairRings(video, rings) });
}

function Outcome({ repair }: { readonly repair: ReturnType<typeof useRepair> }) {
  if (repair.isPending) return <Spinner label={t`Looking for the nearest sound outline`} />;
  if (repair.data) return <p className="f2 t12">{repair.data.note || t`Nothing had to be changed.`}</p>;
  return (
    <p className="bad t12" role="alert">
      {describe(repair.error)}
    </p>
  );
}
