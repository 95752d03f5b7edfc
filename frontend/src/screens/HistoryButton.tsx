/** Why: the versions of a text are a click away wherever it is read or written; they are fetched only then. */

import { t } from "@lingui/core/macro";
import { History } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { CaptionField, Video } from "../api/types";
import type { CaptionObject } from "../caption/problem";
import { IconButton } from "../ui/Button";

const CaptionHistory = lazy(async () => ({ default: (await import("./CaptionHistory")).CaptionHistory }));

type HistoryButtonProps = {
  readonly video: Pick<Video, "id">;
  readonly field: CaptionField;
  /** Puts an older version into the editor as one undoable step; left out where the caption cannot be written. */
  readonly onRestore?: ((text: string, objects: readonly CaptionObject[]) => void) | undefined;
};

export function HistoryButton({ video, field, onRestore }: HistoryButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={t`History of this text`} icon={History} onClick={() => setOpen(true)} />
      {open && (
        <Suspense fallback={null}>
          <CaptionHistory
            video={video.id}
            field={field}
            onRestore={onRestore && (({ text, objects }) => onRestore(text, objects))}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
