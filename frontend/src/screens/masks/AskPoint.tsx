/** The point that a question means: set by one click that draws nothing, and shown until the question is sent. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect } from "react";
import type { Question } from "../../api/types";
import type { Editor } from "../../editor/editor";
import { toScreen, toVideo } from "../../geometry/camera";
import { screenPoint, type VideoPoint, videoPoint } from "../../geometry/point";
import type { Asking } from "./ask";

export function AskPoint({ asking, editor }: { readonly asking: Asking; readonly editor: Editor }) {
  const { ask } = asking;
  if (ask.picking) return <Picking asking={asking} editor={editor} />;
  return ask.open && ask.point ? <Mark at={ask.point} editor={editor} /> : null;
}

function Picking({ asking: { change }, editor }: { readonly asking: Asking; readonly editor: Editor }) {
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      change({ picking: false });
    };
    window.addEventListener("keydown", leave, true);
    return () => window.removeEventListener("keydown", leave, true);
  }, [change]);
  const { width, height } = editor.size;
  return (
    <button
      type="button"
      className="ask-picking"
      aria-label={t`Click the place that you mean`}
      onClick={({ clientX, clientY, currentTarget }) => {
        const box = currentTarget.getBoundingClientRect();
        const at = toVideo(screenPoint(clientX - box.left, clientY - box.top), editor.camera);
        const inside = videoPoint(Math.min(Math.max(at.x, 0), width), Math.min(Math.max(at.y, 0), height));
        change({ point: inside, picking: false });
      }}
    >
      <span className="float ask-hint" data-theme="dark">
        <Trans>
          Click the place that you mean{" "}
          <kbd>
            <Trans>Esc</Trans>
          </kbd>
        </Trans>
      </span>
    </button>
  );
}

function Mark({ at, editor }: { readonly at: VideoPoint; readonly editor: Editor }) {
  const { x, y } = toScreen(at, editor.camera);
  return <span className="ask-mark" style={{ left: x, top: y }} aria-hidden="true" />;
}

/** The points of the questions on this frame; each leads to its words in the list. */
export function QuestionMarks({
  questions,
  editor,
}: {
  readonly questions: readonly Question[];
  readonly editor: Editor;
}) {
  return questions.map(({ id, frame, x, y, text }) =>
    frame === editor.frame && x !== null && y !== null ? (
      <span key={id} title={text}>
        <Mark at={videoPoint(x, y)} editor={editor} />
      </span>
    ) : null,
  );
}
