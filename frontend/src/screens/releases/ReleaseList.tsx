/** Why: all versions, newest first, with what each holds and how far it is. */
import { plural, t } from "@lingui/core/macro";
import type { Release } from "../../api/types";
import { Pill } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { when } from "../labels";
import { looks, underway } from "./state";

export function ReleaseList(props: { releases: readonly Release[]; selected: number; onSelect: (id: number) => void }) {
  const { releases, selected, onSelect } = props;
  const latest = releases.find(({ state }) => state === "published")?.id;
  return (
    <nav className="release-list" aria-label={t`All releases`}>
      {releases.map((release) => {
        const { text, tone, icon, spin } = looks[release.state];
        const { done, total } = release.progress;
        return (
          <button
            type="button"
            key={release.id}
            className={release.id === selected ? "on" : ""}
            aria-current={release.id === selected || undefined}
            onClick={() => onSelect(release.id)}
          >
            <span className="row">
              <b className="ell">{release.version}</b>
              <span className="sp" />
              <Pill tone={release.id === latest ? "ok" : tone} icon={icon} spin={spin}>
                {release.id === latest ? t`Latest` : text}
              </Pill>
            </span>
            <span className="f3 t12 num">
              {plural(release.videos, { one: "# video", other: "# videos" })}, {when(release.created)}
            </span>
            {underway(release) && (
              <ProgressBar label={t`Building ${release.version}`} done={done} total={total} tone="info" />
            )}
          </button>
        );
      })}
    </nav>
  );
}
