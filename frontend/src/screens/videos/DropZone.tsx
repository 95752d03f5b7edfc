/** Why: the way in for clips: files and whole folders are dropped here, or chosen. */
import { Trans } from "@lingui/react/macro";
import { Upload as UploadIcon } from "lucide-react";
import { type DragEvent, useState } from "react";
import type { Project } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { bytes } from "../labels";
import { droppedFiles } from "./droppedFiles";

export function DropZone(props: {
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
        <span className="med drop-title">
          <Trans>Drop clips or a folder</Trans>
        </span>
        <br />
        <span className="t12 f3">
          <Trans>
            {limits.min_seconds} to {limits.max_seconds} s, up to {bytes(limits.max_bytes)} each
          </Trans>
        </span>
      </span>
    </button>
  );
}
