/** Why: one release on one page: its numbers, what was proved, what to look at, and every file. */
import { t } from "@lingui/core/macro";
import { describe } from "../../api/error";
import { useReleaseStatistics } from "../../api/releases";
import type { Release } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { BuildStrip } from "./BuildStrip";
import { Checks } from "./Checks";
import { DamagedClips } from "./DamagedClips";
import { Files, type FilesQuery } from "./Files";
import { Histograms } from "./Histograms";
import { Leaks } from "./Leaks";
import { Nouns } from "./Nouns";
import { Numbers } from "./Numbers";
import { Stopped } from "./Stopped";

interface ReleaseDetailProps {
  readonly release: Release;
  readonly building: readonly Release[];
  readonly files: FilesQuery;
  readonly lead: boolean;
}

export function ReleaseDetail({ release, building, files, lead }: ReleaseDetailProps) {
  const statistics = useReleaseStatistics(release);
  const all = statistics.data?.splits.find(({ split }) => split === "all");
  return (
    <div className="release">
      {building.map((each) => (
        <BuildStrip key={each.id} release={each} lead={lead} />
      ))}
      {release.state === "failed" && <Stopped release={release} lead={lead} />}
      <Numbers release={release} statistics={statistics.data?.splits ?? []} />
      {release.left_out !== null && release.left_out.total > 0 && (
        <DamagedClips title={t`Left out`} about={t`damaged when this version was built`} clips={release.left_out} />
      )}
      {statistics.isError && (
        <LoadError
          title={t`The numbers could not be loaded`}
          text={describe(statistics.error)}
          onRetry={() => void statistics.refetch()}
        />
      )}
      <div className="release-pair">
        <div className="release-left">
          {all && <Histograms row={all} />}
          {all && <Nouns release={release} row={all} />}
          <Leaks release={release} />
        </div>
        <div className="release-right">
          <Checks release={release} />
          <Files release={release} query={files} />
        </div>
      </div>
    </div>
  );
}
