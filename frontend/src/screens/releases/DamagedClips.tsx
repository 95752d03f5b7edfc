/** Why: a release is never smaller in silence: which clips it lacks, and why, stands on its page. */
import { plural } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Release } from "../../api/types";
import { Panel } from "../../ui/Panel";
import { clipNumber, count, splitName } from "../labels";

type Clips = NonNullable<Release["damaged"]>;

export function DamagedClips({ title, about, clips }: { title: string; about: string; clips: Clips }) {
  const more = clips.total - clips.clips.length;
  return (
    <Panel
      title={title}
      className="damaged"
      meta={
        <>
          <span className="f3 t12">{about}</span>
          <span className="sp" />
          <span className="f2 t12 num">{plural(clips.total, { one: "# clip", other: "# clips" })}</span>
        </>
      }
    >
      <ul>
        {clips.clips.map(({ number, name, split, reason }) => (
          <li key={number} className="t12">
            <b className="med num">{clipNumber(number)}</b>
            <span className="f2">{splitName[split]}</span>
            <span className="ell" title={name}>
              {name}
            </span>
            <span className="f2">{reason}</span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="f3 t12 release-note">
          <Trans>and {count(more)} more</Trans>
        </p>
      )}
    </Panel>
  );
}
