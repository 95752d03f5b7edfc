/** Why: a build takes minutes to hours; where it stands is said above everything else. */
import { plural, t } from "@lingui/core/macro";
import { Check, LoaderCircle, Pause, Play } from "lucide-react";
import { describe } from "../../api/error";
import { useSteerBuild } from "../../api/releases";
import type { Release } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ProgressBar } from "../../ui/ProgressBar";
import { toast } from "../../ui/Toast";
import { count } from "../labels";

const STEPS = ["frozen", "building", "verifying"] as const;
const STEP_WORDS = { frozen: t`Contents frozen`, building: t`Files written`, verifying: t`Read back and hashed` };

export function BuildStrip({ release, lead }: { release: Release; lead: boolean }) {
  const steer = useSteerBuild(release.id);
  const { paused } = release;
  const turn = () =>
    steer.mutate(paused ? "resume" : "pause", { onError: (failure) => toast(describe(failure), "failed") });
  const now = (STEPS as readonly string[]).indexOf(release.state);
  const { done, total } = release.progress;
  return (
    <div className="panel build" role="status" aria-label={t`Building ${release.version}`}>
      <span className="med nw">
        {paused ? t`Paused` : t`Building`} {release.version}
      </span>
      {STEPS.map((step, at) => (
        <span key={step} className={`row g4 nw t12 ${at < now ? "ok" : at === now ? "" : "f3"}`}>
          {at < now && <Icon of={Check} size="s12" />}
          {at === now && <Icon of={paused ? Pause : LoaderCircle} size="s12" tone={paused ? "warn" : "spin"} />}
          {STEP_WORDS[step]}
        </span>
      ))}
      <ProgressBar label={t`Progress of ${release.version}`} done={done} total={total} tone="info" className="sp" />
      <span className="t12 f2 num nw">
        {count(done)} / {plural(total, { one: "# video", other: "# videos" })}
      </span>
      {lead && release.state !== "verifying" && (
        <Button size="sm" icon={paused ? Play : Pause} busy={steer.isPending} onClick={turn}>
          {paused ? t`Resume` : t`Pause`}
        </Button>
      )}
    </div>
  );
}
