/** Why: one release on one page: its numbers, what was proved, what to look at, and every file. */
import { CircleX } from "lucide-react";
import { describe } from "../../api/error";
import { useReleaseStatistics } from "../../api/releases";
import type { Release } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { BuildStrip } from "./BuildStrip";
import { Checks } from "./Checks";
import { Files, type FilesQuery } from "./Files";
import { Histograms } from "./Histograms";
import { Leaks } from "./Leaks";
import { Nouns } from "./Nouns";
import { Numbers } from "./Numbers";

export function ReleaseDetail(props: { release: Release; building: readonly Release[]; files: FilesQuery }) {
  const { release, building, files } = props;
  const statistics = useReleaseStatistics(release);
  const all = statistics.data?.splits.find(({ split }) => split === "all");
  return (
    <div className="release">
      {building.map((each) => (
        <BuildStrip key={each.id} release={each} />
      ))}
      {release.state === "failed" && (
        <div className="banner" role="alert">
          <Icon of={CircleX} />
          <span className="sp">
            {release.version} could not be built: {release.error ?? "the log of the worker says why"}
          </span>
        </div>
      )}
      <Numbers release={release} statistics={statistics.data?.splits ?? []} />
      {statistics.isError && (
        <LoadError
          title="The numbers could not be loaded"
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
