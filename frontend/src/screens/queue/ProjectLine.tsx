/** Why: how far the project is as a whole, so that one's own task has its place in something. */
import { useProject } from "../../api/queries";
import { ProgressBar } from "../../ui/ProgressBar";
import { count, counted } from "../labels";

const LINE = [
  ["to_caption", "Waiting for a caption"],
  ["caption_review", "Caption in review"],
  ["to_mask", "Waiting for masks"],
  ["propagating", "Propagating"],
  ["mask_review", "Masks in review"],
  ["ready", "Ready for a release"],
] as const;

export function ProjectLine({ slug }: { slug: string }) {
  const counts = useProject(slug).data?.counts;
  if (!counts) return <aside />;
  const videos = counts.videos ?? 0;
  return (
    <aside aria-label="The project">
      <div className="sh">
        <h2>The project</h2>
        <span className="sp" />
        <span className="f3 t12 num">{counted(videos, "clip")}</span>
      </div>
      {LINE.map(([stage, text]) => (
        <div className="kpi" key={stage}>
          <span className="f2">{text}</span>
          <b>{count(counts[stage] ?? 0)}</b>
          <ProgressBar label={text} done={counts[stage] ?? 0} total={videos} tone={stage === "ready" ? "ok" : ""} />
        </div>
      ))}
    </aside>
  );
}
