/** Under the bar of a reviewer who draws: whose masks these are, and whose the strokes. */

import { t } from "@lingui/core/macro";
import { Brush, Lock } from "lucide-react";
import type { WorkCard } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { firstName } from "../verdict";
import type { Correcting } from "./correcting";

/** Nothing for the author. */
export function CorrectingNote({ work, correcting }: { readonly work: WorkCard; readonly correcting: Correcting }) {
  if (!correcting.on) return null;
  return (
    <p className="correcting" role="status">
      <Icon of={correcting.open ? Brush : Lock} size="s14" />
      {correcting.open
        ? t`You correct ${firstName(work)}'s masks: what you draw is recorded as yours.`
        : t`${firstName(work)}'s masks are ${work.state} now and closed to corrections. What was saved is kept.`}
    </p>
  );
}
