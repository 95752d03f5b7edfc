/** The guideline over the caption, and what a newer version changed since its reader last saw it. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useGuideline } from "../../../api/guideline";
import type { Guideline } from "../../../api/types";
import { GuidelineText } from "../../../caption/GuidelineText";
import { LineDiff } from "../../../caption/LineDiff";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Segmented } from "../../../ui/Segmented";
import { Skeleton } from "../../../ui/Skeleton";
import { MarkSeen } from "../../MarkSeen";

type View = "text" | "changes";

type GuidelineDialogProps = {
  readonly project: string;
  readonly guideline: Guideline;
  readonly onClose: () => void;
};

export function GuidelineDialog({ project, guideline, onClose }: GuidelineDialogProps) {
  const { version, text, seen } = guideline;
  // What counts as seen changes by opening this; the comparison is with what was seen before.
  const [before] = useState(() => (seen ? null : guideline.last_seen));
  const [view, setView] = useState<View>(before === null ? "text" : "changes");
  return (
    <Dialog wide title={t`Guideline, version ${version}`} onClose={onClose}>
      {before !== null && (
        <Segmented<View>
          label={t`Show`}
          value={view}
          onChange={setView}
          options={[
            { value: "changes", text: t`Changed since version ${before}` },
            { value: "text", text: t`The whole text` },
          ]}
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
      <section className="guideline-read" aria-label={t`Text of the guideline`} tabIndex={0}>
        {view === "text" || before === null ? (
          <GuidelineText text={text} />
        ) : (
          <Changes project={project} from={before} text={text} />
        )}
      </section>
      <MarkSeen project={project} version={version} seen={seen} />
      <div className="dlg-foot">
        <Link className="lnk t12" to="/p/$project/guideline" params={{ project }} target="_blank">
          <Trans>All versions</Trans>
        </Link>
        <span className="sp" />
        <Button size="sm" variant="primary" keys={["Esc"]} onClick={onClose}>
          <Trans>Back to the caption</Trans>
        </Button>
      </div>
    </Dialog>
  );
}

function Changes({ project, from, text }: { readonly project: string; readonly from: number; readonly text: string }) {
  const old = useGuideline(project, from);
  if (old.isError)
    return (
      <p className="f3">
        <Trans>The version before could not be loaded; read the whole text.</Trans>
      </p>
    );
  return old.data ? <LineDiff before={old.data.text} after={text} /> : <Skeleton rows={4} />;
}
