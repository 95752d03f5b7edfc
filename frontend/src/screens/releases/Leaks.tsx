/** Why: what a model learnt from one split makes its score on another too good; a person looks at each such pair. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ScanSearch } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useReleaseLeaks } from "../../api/releases";
import type { Release, ReleaseLeak } from "../../api/types";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { clipNumber, frameClock, splitName } from "../labels";
import { Paging } from "../Paging";

const AT_ONCE = 24;

export function Leaks({ release }: { release: Release }) {
  const [offset, setOffset] = useState(0);
  const query = useReleaseLeaks(release, offset);
  const found = query.data;
  const total = found?.total ?? 0;
  return (
    <Panel
      title={t`Pairs to look at`}
      className="leaks"
      meta={
        <>
          <span className="f3 t12">
            <Trans>in different splits, and seem to show the same</Trans>
          </span>
          <span className="sp" />
          {found && total > 0 && <Pill tone="warn">{plural(total, { one: "# pair", other: "# pairs" })}</Pill>}
        </>
      }
    >
      {release.state !== "published" && (
        <p className="f3 t12 files-note">
          <Trans>Splits are held against each other when the release is proved.</Trans>
        </p>
      )}
      {query.isLoading && <Skeleton rows={2} height={72} />}
      {query.isError && (
        <LoadError
          title={t`The pairs could not be loaded`}
          text={describe(query.error)}
          onRetry={() => void query.refetch()}
        />
      )}
      {found?.total === null && (
        <p className="f3 t12 files-note">
          <Trans>Pairs were not kept when this release was made; verify_release names them in its folder.</Trans>
        </p>
      )}
      {found?.total === 0 && (
        <EmptyState icon={ScanSearch} title={t`No pair was found`}>
          <Trans>
            Clips of different splits were held against each other by their names and by the looks of their stills.
          </Trans>
        </EmptyState>
      )}
      {found && total > 0 && (
        <ul>
          {found.leaks.map((leak) => (
            <Pair key={`${leak.kind} ${leak.videos.map(({ number }) => number).join()}`} leak={leak} />
          ))}
        </ul>
      )}
      <Paging offset={offset} atOnce={AT_ONCE} total={total} onOffset={setOffset} />
    </Panel>
  );
}

const KINDS: Record<ReleaseLeak["kind"], string> = { same_source: t`One film by name`, near_duplicate: t`Look alike` };

function Pair({ leak }: { leak: ReleaseLeak }) {
  return (
    <li>
      <div className="leak-stills">
        {leak.videos.map((video) => (
          <figure key={video.number}>
            <img
              src={video.still}
              alt={t`Clip ${clipNumber(video.number)} at ${frameClock(video.frame)}`}
              loading="lazy"
              decoding="async"
            />
            <figcaption className="t12">
              <b className="med num">{clipNumber(video.number)}</b> <span className="f2">{splitName[video.split]}</span>
              <span className="f3 ell" title={video.name}>
                {video.name}
              </span>
            </figcaption>
          </figure>
        ))}
      </div>
      <p className="t12">
        <b className="med">{KINDS[leak.kind]}</b> <span className="f2">{leak.text}</span>
      </p>
    </li>
  );
}
