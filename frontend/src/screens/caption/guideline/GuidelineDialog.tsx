/** The guideline over the caption, and what a newer version changed since its reader last saw it. */

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
    <Dialog wide title={`Guideline, version ${version}`} onClose={onClose}>
      {before !== null && (
        <Segmented<View>
          label="Show"
          value={view}
          onChange={setView}
          options={[
            { value: "changes", text: `Changed since version ${before}` },
            { value: "text", text: "The whole text" },
          ]}
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
      <section className="guideline-read" aria-label="Text of the guideline" tabIndex={0}>
        {view === "text" || before === null ? (
          <GuidelineText text={text} />
        ) : (
          <Changes project={project} from={before} text={text} />
        )}
      </section>
      <MarkSeen project={project} version={version} seen={seen} />
      <div className="dlg-foot">
        <Link className="lnk t12" to="/p/$project/guideline" params={{ project }} target="_blank">
          All versions
        </Link>
        <span className="sp" />
        <Button size="sm" variant="primary" keys={["Esc"]} onClick={onClose}>
          Back to the caption
        </Button>
      </div>
    </Dialog>
  );
}

function Changes({ project, from, text }: { readonly project: string; readonly from: number; readonly text: string }) {
  const old = useGuideline(project, from);
  if (old.isError) return <p className="f3">The version before could not be loaded; read the whole text.</p>;
  return old.data ? <LineDiff before={old.data.text} after={text} /> : <Skeleton rows={4} />;
}
