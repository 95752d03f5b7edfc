/** Why: every file of a release can be fetched by itself, with its checksum, or all of them as one. */
import { Download } from "lucide-react";
import { describe } from "../../api/error";
import type { Release, ReleaseFile } from "../../api/types";
import { buttonClass } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { bytes, counted } from "../labels";

export interface FilesQuery {
  readonly data: Release | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

const SHOWN = 200;

export function Files({ release, query }: { release: Release; query: FilesQuery }) {
  const files = query.data?.files ?? [];
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <Panel
      title="Download"
      meta={
        <>
          <span className="f3 t12 num nw">
            {files.length > 0 && `${counted(files.length, "file")}, ${bytes(total)}`}
          </span>
          <span className="sp" />
          {release.state === "published" && (
            <a className={buttonClass("plain", "sm")} href={`/api/releases/${release.id}/archive.zip`} download>
              <Icon of={Download} size="s14" />
              All as one zip
            </a>
          )}
        </>
      }
    >
      <div className="files">
        {release.state !== "published" && (
          <p className="f3 t12 files-note">Files appear once the release is published.</p>
        )}
        {!query.data && !query.error && <Skeleton rows={4} height={24} />}
        {query.error && !query.data && (
          <LoadError title="The files could not be listed" text={describe(query.error)} onRetry={query.refetch} />
        )}
        {release.state === "published" && (
          <ul>
            {files.slice(0, SHOWN).map((file) => (
              <FileRow key={file.path} release={release.id} file={file} />
            ))}
          </ul>
        )}
        {files.length > SHOWN && (
          <p className="f3 t12 files-note">
            {counted(files.length - SHOWN, "more file")} in the zip, each named in manifest.json.
          </p>
        )}
      </div>
    </Panel>
  );
}

function FileRow({ release, file }: { release: number; file: ReleaseFile }) {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return (
    <li>
      <a href={`/api/releases/${release}/files/${path}`} download title={`sha256 ${file.sha256}`}>
        <span className="med ell">{file.path}</span>
        <span className="num f2 tr">{bytes(file.bytes)}</span>
        <Icon of={Download} size="s14" tone="f2" />
      </a>
    </li>
  );
}
