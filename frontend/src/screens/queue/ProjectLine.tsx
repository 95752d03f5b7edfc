/** Why: how far the project is as a whole, so that one's own task has its place in something. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useProject } from "../../api/queries";
import { ProgressBar } from "../../ui/ProgressBar";
import { count } from "../labels";

const LINE = [
  [t`To caption or being captioned`, ["to_caption", "captioning", "caption_returned"]],
  [t`Caption in review`, ["caption_review"]],
  [t`To mask or being masked`, ["to_mask", "masking", "masks_returned"]],
  [t`Propagating`, ["propagating"]],
  [t`Masks in review`, ["mask_review"]],
  [t`Ready for a release`, ["ready"]],
] as const;

export function ProjectLine({ slug }: { slug: string }) {
  const counts = useProject(slug).data?.counts;
  if (!counts) return null;
  const videos = counts.videos ?? 0;
  return (
    <section aria-label={t`The project`}>
      <div className="sh">
        <h2>
          <Trans>The project</Trans>
        </h2>
        <span className="sp" />
        <span className="f3 t12 num">{plural(videos, { one: "# clip", other: "# clips" })}</span>
      </div>
      {LINE.map(([text, stages]) => {
        const here = stages.reduce((sum, stage) => sum + (counts[stage] ?? 0), 0);
        return (
          <div className="kpi" key={text}>
            <span className="f2">{text}</span>
            <b>{count(here)}</b>
            <ProgressBar label={text} done={here} total={videos} tone={stages[0] === "ready" ? "ok" : ""} />
          </div>
        );
      })}
    </section>
  );
}
