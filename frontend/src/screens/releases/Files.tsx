/** Why: a release is fetched whole, by the format that somebody reads, or by the one file that tells of it. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Download } from "lucide-react";
import { describe } from "../../api/error";
import type { Release, ReleasePart } from "../../api/types";
import { buttonClass } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { bytes, count } from "../labels";
import { partsInOrder } from "./parts";

export interface FilesQuery {
  readonly data: Release | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

export function Files({ release, query }: { release: Release; query: FilesQuery }) {
  const parts = query.data?.parts ?? [];
  const sum = (of: "files" | "bytes") => parts.reduce((total, part) => total + part[of], 0);
  return (
    <Panel
      title={t`Download`}
      meta={
        <>
          <span className="f3 t12 num nw">
            {parts.length > 0 &&
              t`${plural(sum("files"), { one: "# file", other: "# files" })}, ${bytes(sum("bytes"))}`}
          </span>
          <span className="sp" />
          {release.state === "published" && (
            <a className={buttonClass("plain", "sm")} href={`/api/releases/${release.id}/archive.zip`} download>
              <Icon of={Download} size="s14" />
              <Trans>All as one zip</Trans>
            </a>
          )}
        </>
      }
    >
      <div className="files">
        {release.state !== "published" && (
          <p className="f3 t12 files-note">
            <Trans>Files appear once the release is published.</Trans>
          </p>
        )}
        {!query.data && !query.error && <Skeleton rows={4} height={24} />}
        {query.error && !query.data && (
          <LoadError title={t`The files could not be listed`} text={describe(query.error)} onRetry={query.refetch} />
        )}
        {release.state === "published" && (
          <ul>
            {partsInOrder(parts).map(({ part, name, about }) => (
              <PartRow key={part.path} release={release.id} part={part} name={name} about={about} />
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function PartRow(props: { release: number; part: ReleasePart; name: string; about: string }) {
  const { release, part, name, about } = props;
  const address = part.folder
    ? `archive.zip?under=${encodeURIComponent(part.path)}`
    : `files/${encodeURIComponent(part.path)}`;
  return (
    <li>
      <a
        href={`/api/releases/${release}/${address}`}
        download
        title={part.folder ? t`${part.path}/ as a zip` : part.path}
      >
        <span className="ell">
          <b className="med">{name}</b> <span className="f2">{about}</span>
        </span>
        <span className="num f3 tr">{part.folder && count(part.files)}</span>
        <span className="num f2 tr">{bytes(part.bytes)}</span>
        <Icon of={Download} size="s14" tone="f2" />
      </a>
    </li>
  );
}
