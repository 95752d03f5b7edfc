/** Whether somebody else stored a newer caption meanwhile; what to do about it is asked in a dialog. */

import { Suspense } from "react";
import { captionKey, useUndecided } from "../../api/saving";
import { soon } from "../../ui/soon";
import type { ConflictDialogProps } from "./ConflictDialog";

const ConflictDialog = soon<ConflictDialogProps>(async () => (await import("./ConflictDialog")).ConflictDialog);

export function CaptionConflict({ video, onTake }: Omit<ConflictDialogProps, "conflict">) {
  const key = captionKey(video);
  const conflict = useUndecided(key).find((one) => one.key === key && one.status === "conflict");
  if (!conflict) return null;
  return (
    <Suspense fallback={null}>
      <ConflictDialog video={video} conflict={conflict} onTake={onTake} />
    </Suspense>
  );
}
