/** Why: the way in for clips: what is on its way, what is being checked, and what was refused, with the reason and the remedy. */
import { CircleX, LoaderCircle, RotateCw, Upload as UploadIcon, X } from "lucide-react";
import { type DragEvent, useState } from "react";
import { describe } from "../../api/error";
import { useUploads } from "../../api/queries";
import type { Project, Upload } from "../../api/types";
import { cancelSending, type Sending, sendAgain, useSending } from "../../api/uploads";
import { IconButton } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { bytes, count, when } from "../labels";
import { droppedFiles } from "./droppedFiles";

export function UploadPanel(props: {
  slug: string;
  limits: Project["limits"];
  onFiles: (files: readonly File[]) => void;
  onChoose: () => void;
}) {
  const { slug, limits, onFiles, onChoose } = props;
  const sending = useSending(slug);
  const uploads = useUploads(slug);
  const all = uploads.data?.uploads ?? [];
  const checking = all.filter(({ state }) => state === "received" || state === "checking");
  const refused = all.filter(({ state }) => state === "refused");
  const underway = sending.length + checking.length;
  return (
    <aside className="uploads" aria-label="Uploads">
      <DropZone limits={limits} onFiles={onFiles} onChoose={onChoose} />
      {uploads.isError && (
        <LoadError
          title="Uploads could not be loaded"
          text={describe(uploads.error)}
          onRetry={() => uploads.refetch()}
        />
      )}
      {underway > 0 && (
        <section aria-label="Uploading">
          <div className="up-head">
            <h2>Uploading</h2>
            <span className="f3 t12 num">{count(underway)} under way</span>
          </div>
          {sending.map((each) => (
            <SendingRow key={each.id} sending={each} />
          ))}
          {checking.map((upload) => (
            <CheckingRow key={upload.id} upload={upload} />
          ))}
        </section>
      )}
      {refused.length > 0 && (
        <section aria-label="Refused">
          <div className="up-head">
            <h2>Refused at the check</h2>
            <Pill tone="bad">{refused.length}</Pill>
          </div>
          <ul>
            {refused.map((upload) => (
              <RefusedRow key={upload.id} upload={upload} />
            ))}
          </ul>
        </section>
      )}
    </aside>
  );
}

function DropZone(props: {
  limits: Project["limits"];
  onFiles: (files: readonly File[]) => void;
  onChoose: () => void;
}) {
  const { limits, onFiles, onChoose } = props;
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer).then(onFiles);
  };
  return (
    <button
      type="button"
      className={`drop ${over ? "over" : ""}`}
      onClick={onChoose}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon of={UploadIcon} size="s20" />
      <span>
        <span className="med drop-title">Drop clips or a folder</span>
        <br />
        <span className="t12 f3">
          {limits.min_seconds} to {limits.max_seconds} s, up to {bytes(limits.max_bytes)} each
        </span>
      </span>
    </button>
  );
}

function SendingRow({ sending }: { sending: Sending }) {
  const failed = sending.state === "failed";
  const percent = Math.round(sending.share * 100);
  return (
    <div className="up">
      <div className="row">
        <span className="med ell">{sending.name}</span>
        <span className="sp" />
        {!failed && <span className="f3 num">{sending.state === "waiting" ? "waiting" : `${percent} %`}</span>}
        {failed && (
          <IconButton
            label={`Send ${sending.name} again`}
            icon={RotateCw}
            size="sm"
            onClick={() => sendAgain(sending.id)}
          />
        )}
        <IconButton
          label={failed ? `Remove ${sending.name} from the list` : `Cancel ${sending.name}`}
          icon={X}
          size="sm"
          onClick={() => cancelSending(sending.id)}
        />
      </div>
      <ProgressBar label={`Sending ${sending.name}`} done={sending.share} total={1} tone={failed ? "bad" : ""} />
      <span className={failed ? "bad" : "f3 num"} role={failed ? "alert" : undefined}>
        {failed ? sending.text : `${bytes(sending.bytes * sending.share)} of ${bytes(sending.bytes)}`}
      </span>
    </div>
  );
}

function CheckingRow({ upload }: { upload: Upload }) {
  const waiting = upload.state === "received";
  return (
    <div className="up">
      <div className="row">
        <span className="med ell">{upload.name}</span>
        <span className="sp" />
        <span className="info row g4 nw">
          <Icon of={LoaderCircle} size="s12" tone="spin" />
          {waiting ? "waiting" : "checking"}
        </span>
      </div>
      <ProgressBar label={`Checking ${upload.name}`} done={upload.progress} total={1} tone="info" />
      <span className="f3">{waiting ? `${bytes(upload.bytes)} received` : "Counting frames, making stills"}</span>
    </div>
  );
}

function RefusedRow({ upload }: { upload: Upload }) {
  return (
    <li className="rj">
      <Icon of={CircleX} size="s14" tone="bad" />
      <span className="rj-words">
        <b className="med">{upload.name}</b>
        <br />
        <span className="f2">{upload.text}</span>
      </span>
      <span className="f3 nw">{when(upload.created)}</span>
    </li>
  );
}
