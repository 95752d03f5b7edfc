/** Why: every clip of the project, where it is in its life and with whom; new ones come in here, by button or by dropping. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Upload as UploadIcon } from "lucide-react";
import { useRef, useState } from "react";
import { queryOf, type VideoFilter } from "../../api/library";
import { useProject, useSession } from "../../api/queries";
import { sendFiles } from "../../api/uploads";
import { Button } from "../../ui/Button";
import { useHotkeys } from "../../ui/hotkeys";
import { BatchLine } from "./BatchLine";
import { ClipTable } from "./ClipTable";
import { DetailStrip } from "./DetailStrip";
import { FilterBar } from "./FilterBar";
import { SelectionBar } from "./SelectionBar";
import { NOBODY, toggled } from "./selection";
import { UploadPanel } from "./UploadPanel";
import "./videos.css";

const UNORDERED = { sort: "number", up: false } as const;

export function VideosScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const client = useQueryClient();
  const project = useProject(slug).data;
  const filter = useSearch({ from: "/signed-in/shell/p/$project/videos" });
  const navigate = useNavigate();
  const [selected, setSelected] = useState<number | null>(null);
  const [selection, setSelection] = useState(NOBODY);
  const picker = useRef<HTMLInputElement>(null);
  const lead = project?.role === "lead";
  const manager = lead || project?.role === "admin";

  const narrow = (search: VideoFilter) => {
    // What is selected was chosen among what another filter showed; nobody plans clips that they no longer see.
    if (queryOf({ ...search, ...UNORDERED }) !== queryOf({ ...filter, ...UNORDERED })) setSelection(NOBODY);
    void navigate({ to: "/p/$project/videos", params: { project: slug }, search, replace: true });
  };
  const choose = () => picker.current?.click();
  const me = useSession().data?.person?.id ?? 0;
  const send = (files: readonly File[]) => void sendFiles(client, slug, me, files);
  useHotkeys(lead ? { u: choose } : {});
  useHotkeys(
    manager
      ? {
          x: () => selected !== null && setSelection(toggled(selection, selected)),
          Escape: () => setSelection(NOBODY),
        }
      : {},
  );

  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Videos</Trans>
        </h1>
        {project && (
          <span className="f3 t12 num">{plural(project.counts.videos ?? 0, { one: "# clip", other: "# clips" })}</span>
        )}
        <span className="sp" />
        {lead && (
          <Button variant="primary" icon={UploadIcon} keys={["U"]} onClick={choose}>
            <Trans>Upload</Trans>
          </Button>
        )}
        <input
          ref={picker}
          type="file"
          accept="video/*,.mkv,.mov,.avi,.webm"
          multiple
          hidden
          aria-label={t`Clips to upload`}
          onChange={(event) => {
            send([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </header>
      <div className={`videos ${lead ? "" : "alone-left"}`}>
        <div className="videos-left">
          <FilterBar slug={slug} filter={filter} mayShare={manager} onFilter={narrow} />
          {manager && filter.batch ? <BatchLine slug={slug} batch={filter.batch} /> : null}
          <ClipTable
            slug={slug}
            filter={filter}
            onFilter={narrow}
            selected={selected}
            onSelect={setSelected}
            selection={manager ? selection : null}
            onSelection={setSelection}
            lead={lead}
            onUpload={choose}
          />
          {selection.ids.size > 0 && (
            <SelectionBar slug={slug} filter={filter} selection={selection} onSelection={setSelection} />
          )}
          {selected !== null && <DetailStrip slug={slug} video={selected} onClose={() => setSelected(null)} />}
        </div>
        {lead && (
          <UploadPanel slug={slug} limits={project.limits} onFiles={send} onChoose={choose} onShow={setSelected} />
        )}
      </div>
    </>
  );
}
