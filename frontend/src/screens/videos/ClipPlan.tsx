/** Why: one clip is planned, given to somebody or taken from somebody where it is looked at; the same dialogs as for many. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import type { ClipPlan as Plan, Video, WorkItem } from "../../api/types";
import { buttonClass } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { stepName } from "../labels";
import { PlanDialog } from "../PlanDialog";
import type { PlanKind } from "../planning";
import { TakeDialog } from "../TakeFrom";

type Asked =
  | { readonly kind: PlanKind; readonly plan?: Partial<Plan> }
  | { readonly kind: "take"; readonly work: WorkItem; readonly name: string };

export function ClipPlan({ slug, video }: { readonly slug: string; readonly video: Video }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const items = video.work.flatMap((work) => [
    ...(work.can.reassign
      ? [
          {
            key: `assign-${work.step}`,
            text: t`Assign the ${stepName[work.step]} to…`,
            act: () => setAsked({ kind: "person", plan: { step: work.step } }),
          },
        ]
      : []),
    ...(work.can.release && work.author ? [taking(work, work.author.name, setAsked)] : []),
  ]);
  if (!video.work.some(({ can }) => can.plan)) return null;
  const [first] = video.work;
  const plans = [
    {
      key: "priority",
      text: t`Priority…`,
      act: () => setAsked({ kind: "priority", plan: { priority: video.priority } }),
    },
    {
      key: "deadline",
      text: t`Deadline…`,
      act: () => setAsked({ kind: "deadline", ...(video.deadline && { plan: { deadline: video.deadline } }) }),
    },
    {
      key: "batch",
      text: t`Batch…`,
      act: () => setAsked({ kind: "batch", ...(first?.batch && { plan: { batch: first.batch.id } }) }),
    },
  ];
  return (
    <>
      <Menu label={t`Plan this clip`} items={[...items, ...plans]} className={buttonClass("plain", "sm")} side="above">
        <Trans>Plan</Trans>
        <Icon of={ChevronDown} size="s14" />
      </Menu>
      {asked?.kind === "take" && <TakeDialog work={asked.work} clip={video.number} name={asked.name} onClose={close} />}
      {asked && asked.kind !== "take" && <PlanDialog slug={slug} videos={[video.id]} onClose={close} {...asked} />}
    </>
  );
}

function taking(work: WorkItem, name: string, onAsk: (asked: Asked) => void) {
  const act = () => onAsk({ kind: "take", work, name });
  return { key: `take-${work.step}`, text: t`Take the ${stepName[work.step]} from ${name}…`, act };
}
