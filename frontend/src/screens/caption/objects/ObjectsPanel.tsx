/** The clip's objects: their badges, names and phrases, in an order of the author's choice. Every gesture is undone with Ctrl+Z. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type RefObject, Suspense, useCallback, useState } from "react";
import type { CaptionEditorHandle } from "../../../caption/CaptionEditor";
import type { CaptionObject } from "../../../caption/problem";
import type { Survey } from "../../../caption/survey";
import { Kbd } from "../../../ui/Kbd";
import { soon } from "../../../ui/soon";
import { toast } from "../../../ui/Toast";
import { ObjectRow } from "./ObjectRow";
import type { RewriteDialogProps } from "./RewriteDialog";
import { moved, nextNumber, type Rewrite } from "./rewrite";
import { useDragOrder } from "./useDragOrder";
import "./objects.css";

const RewriteDialog = soon<RewriteDialogProps>(async () => (await import("./RewriteDialog")).RewriteDialog);

type ObjectsPanelProps = {
  readonly video: number;
  readonly objects: readonly CaptionObject[];
  readonly read: Survey;
  readonly editable: boolean;
  readonly editor: RefObject<CaptionEditorHandle | null>;
  /** Objects of the phrase that the pointer is on in the text. */
  readonly lit: ReadonlySet<number>;
};

export function ObjectsPanel({ video, objects, read, editable, editor, lit }: ObjectsPanelProps) {
  const [rewrite, setRewrite] = useState<Rewrite | null>(null);
  const order = useCallback((numbers: readonly number[]) => editor.current?.reorder(numbers), [editor]);
  const drag = useDragOrder(objects, order);
  const move = (number: number, by: number) => {
    const numbers = moved(objects, number, by);
    if (numbers) order(numbers);
  };
  return (
    <section className="panel cap-objects" aria-label={t`Objects`} data-scope="objects">
      <div className="panel-h">
        <h2>
          <Trans>Objects</Trans>
        </h2>
        <span className="f3 t12">{t`${objects.length} of max 10`}</span>
        <span className="sp" />
        {editable && objects.length > 1 ? (
          <span className="f3 t12 row g6">
            <Trans>Order</Trans> <Kbd keys={["Alt", "↑ ↓"]} />
          </span>
        ) : null}
      </div>
      <table className="tbl obj-table" aria-label={t`Objects`}>
        <Columns />
        <tbody ref={drag.body}>
          {objects.map((object, index) => (
            <ObjectRow
              key={object.number}
              object={object}
              read={read}
              editable={editable}
              editor={editor}
              lit={lit.has(object.number)}
              menuSide={index > 2 ? "above" : "below"}
              dragged={drag.dragged === object.number}
              dropLine={drag.over === index}
              onGrip={drag.grip(object.number)}
              onMove={move}
              onRewrite={setRewrite}
            />
          ))}
          {editable ? <NextRow objects={objects} editor={editor} /> : null}
        </tbody>
      </table>
      {objects.length === 0 && !editable ? (
        <p className="f3 t12 obj-empty">
          <Trans>No phrase of this caption names an object.</Trans>
        </p>
      ) : null}
      {rewrite ? (
        <Suspense fallback={null}>
          <RewriteDialog
            video={video}
            rewrite={rewrite}
            text={read.text}
            written={{ groundings: read.groundings, objects }}
            onChoose={setRewrite}
            onClose={() => setRewrite(null)}
            onDo={(chosen) => {
              setRewrite(null);
              perform(chosen, editor.current);
            }}
          />
        </Suspense>
      ) : null}
    </section>
  );
}

function perform(rewrite: Rewrite, editor: CaptionEditorHandle | null): void {
  if (!editor) return;
  if (rewrite.do === "remove") editor.remove(rewrite.number);
  else if (rewrite.do === "merge") {
    if (rewrite.into !== undefined) editor.merge(rewrite.number, rewrite.into);
  } else if (rewrite.to !== undefined) editor.renumber(rewrite.number, rewrite.to);
  // The row that had the focus may be gone; in the text the next Ctrl+Z is heard at once.
  requestAnimationFrame(() => editor.focus());
  const done = { remove: t`Removed`, merge: t`Merged`, renumber: t`Renumbered` }[rewrite.do];
  toast(t`${done} object ${rewrite.number}. Ctrl+Z takes it back.`);
}

function Columns() {
  return (
    <thead>
      <tr>
        <th scope="col" className="obj-id">
          <Trans>Id</Trans>
        </th>
        <th scope="col" className="obj-called">
          <Trans>Name</Trans>
        </th>
        <th scope="col">
          <Trans>Phrases in the caption</Trans>
        </th>
        <th scope="col" className="r">
          <Trans>Mentions</Trans>
        </th>
        <th scope="col" className="obj-more">
          <span className="sr">
            <Trans>More</Trans>
          </span>
        </th>
      </tr>
    </thead>
  );
}

type NextRowProps = Pick<ObjectsPanelProps, "objects" | "editor">;

/** The number that a new object would get, dashed while it is free. */
function NextRow({ objects, editor }: NextRowProps) {
  const next = nextNumber(objects);
  if (next === undefined) return null;
  return (
    <tr className="obj-next">
      <td className="obj-id">
        <button
          type="button"
          className="obj-badge obj-free"
          aria-label={t`Ground the selected words as a new object, ${next}`}
          title={t`Ground the selected words as object ${next}`}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => editor.current?.groundAs(next)}
        >
          {next}
        </button>
      </td>
      <td colSpan={4} className="f3">
        {t`${next} is next: mark a phrase in the caption, then press ${next} or its badge`}
      </td>
    </tr>
  );
}
