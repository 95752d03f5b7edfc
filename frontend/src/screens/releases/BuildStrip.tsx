/** Why: a build takes minutes to hours; where it stands is said above everything else. */
import { Check, LoaderCircle } from "lucide-react";
import type { Release } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { ProgressBar } from "../../ui/ProgressBar";
import { count, counted } from "../labels";

const STEPS = ["frozen", "building", "verifying"] as const;
const STEP_WORDS = { frozen: "Contents frozen", building: "Files written", verifying: "Read back and hashed" };

export function BuildStrip({ release }: { release: Release }) {
  const now = (STEPS as readonly string[]).indexOf(release.state);
  const { done, total } = release.progress;
  return (
    <div className="panel build" role="status" aria-label={`Building ${release.version}`}>
      <span className="med nw">Building {release.version}</span>
      {STEPS.map((step, at) => (
        <span key={step} className={`row g4 nw t12 ${at < now ? "ok" : at === now ? "" : "f3"}`}>
          {at < now && <Icon of={Check} size="s12" />}
          {at === now && <Icon of={LoaderCircle} size="s12" tone="spin" />}
          {STEP_WORDS[step]}
        </span>
      ))}
      <ProgressBar label={`Progress of ${release.version}`} done={done} total={total} tone="info" className="sp" />
      <span className="t12 f2 num nw">
        {count(done)} / {counted(total, "video")}
      </span>
    </div>
  );
}
