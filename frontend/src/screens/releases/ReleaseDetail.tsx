/** Why: one release in figures, with its checksums, so that a paper can cite it and a script can fetch it. */
import { Check, CircleX, Copy, Download, LoaderCircle, ShieldCheck } from "lucide-react";
import { describe } from "../../api/error";
import type { Release, ReleaseFile } from "../../api/types";
import { buttonClass, IconButton } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import { bytes, count, counted, when } from "../labels";
import { looks } from "./state";

interface FilesQuery {
  readonly data: Release | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

export function ReleaseDetail(props: { release: Release; building: readonly Release[]; files: FilesQuery }) {
  const { release, building, files } = props;
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
      <Figures release={release} />
      <div className="release-pair">
        <Checks release={release} />
        <Files release={release} query={files} />
      </div>
    </div>
  );
}

const STEPS = ["frozen", "building", "verifying"] as const;
const STEP_WORDS = { frozen: "Contents frozen", building: "Files written", verifying: "Read back and hashed" };

function BuildStrip({ release }: { release: Release }) {
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

function Figures({ release }: { release: Release }) {
  const { splits } = release;
  const sha = release.manifest_sha256;
  // Counted when the release is read back; before that nobody knows.
  const known = (figure: number) => (release.state === "published" ? figure : null);
  const copy = () => {
    if (!sha) return;
    // The clipboard exists on secure origins only.
    void navigator.clipboard?.writeText(sha).then(() => toast("Checksum copied."));
  };
  const rows = [
    ["Train", splits.train],
    ["Validation", splits.val],
    ["Test", splits.test],
  ] as const;
  return (
    <Panel
      title={<span className="t16 semi">{release.version}</span>}
      meta={
        <>
          <span className="f3 t12 ell">
            {release.published ? `published ${when(release.published)}` : `begun ${when(release.created)}`} by{" "}
            {release.by?.name ?? "an operator"}
          </span>
          <span className="sp" />
          {sha && (
            <>
              <span className="mono t12 f2 nw" title={sha}>
                sha256 {sha.slice(0, 12)}…{sha.slice(-8)}
              </span>
              <IconButton label="Copy the manifest's checksum" icon={Copy} size="sm" onClick={copy} />
            </>
          )}
        </>
      }
    >
      {release.note && <p className="release-note f2">{release.note}</p>}
      <dl className="figures num">
        <Figure term="Videos" value={release.videos} />
        <Figure term="Object tracks" value={known(release.tracks)} />
        <Figure term="LG-VIS prompts" value={known(release.prompts)} />
        <Figure term="Masks, human" value={known(release.masks_human)} />
        <Figure term="Masks, automatic" value={known(release.masks_automatic)} />
      </dl>
      <table className="tbl" aria-label={`Splits of ${release.version}`}>
        <thead>
          <tr>
            <th scope="col">Split</th>
            <th scope="col" className="r">
              Videos
            </th>
            <th scope="col" className="r">
              Share
            </th>
            <th scope="col">
              <span className="sr">Share as a bar</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([split, videos]) => (
            <tr key={split}>
              <th scope="row">{split}</th>
              <td className="r">{count(videos)}</td>
              <td className="r f2">{release.videos ? `${Math.round((videos / release.videos) * 100)} %` : "–"}</td>
              <td>
                <ProgressBar label={`Share of ${split}`} done={videos} total={release.videos} />
              </td>
            </tr>
          ))}
          <tr className="all">
            <th scope="row">All</th>
            <td className="r">{count(release.videos)}</td>
            <td className="r">{release.videos ? "100 %" : "–"}</td>
            <td />
          </tr>
        </tbody>
      </table>
    </Panel>
  );
}

function Figure({ term, value }: { term: string; value: number | null }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value === null ? "–" : count(value)}</dd>
    </div>
  );
}

/** What the server's verification proves before it publishes; it names the first file that fails. */
const CHECKS = [
  ["Every file whole", "size and SHA-256"],
  ["Nothing missing or extra", ""],
  ["No video in two splits", ""],
  ["Captions and ids parse", "strictly"],
  ["One entry per frame", "empty ones too"],
  ["Masks decode", "at the video’s size"],
] as const;

function Checks({ release }: { release: Release }) {
  const passed = release.state === "published";
  return (
    <Panel
      title="Checks"
      meta={
        <>
          <span className="sp" />
          {passed ? (
            <Pill tone="ok" icon={ShieldCheck}>
              {CHECKS.length} of {CHECKS.length} passed
            </Pill>
          ) : (
            <Pill tone={looks[release.state].tone}>{release.state === "failed" ? "Not passed" : "Not yet"}</Pill>
          )}
        </>
      }
    >
      <ul className="checks">
        {CHECKS.map(([name, detail]) => (
          <li key={name}>
            <Icon of={Check} size="s14" tone={passed ? "ok" : "f3"} />
            <b className="med">{name}</b> {detail}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const SHOWN = 200;

function Files({ release, query }: { release: Release; query: FilesQuery }) {
  const files = query.data?.files ?? [];
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <Panel
      title="Download"
      meta={
        <>
          <span className="f3 t12 num">
            {files.length > 0 && `${counted(files.length, "file")}, ${bytes(total)}, resumable`}
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
        <span className="mono f3">{file.sha256.slice(0, 8)}</span>
        <span className="num f2 tr">{bytes(file.bytes)}</span>
        <Icon of={Download} size="s14" tone="f2" />
      </a>
    </li>
  );
}
