/** The object in hand: where its outline comes from, its parts and holes with their points, and what can be done to it. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ChevronDown, CircleDashed, Spline } from "lucide-react";
import { useContext } from "react";
import { actionNamed } from "../../editor/actions";
import { cellAt, type Track } from "../../editor/document";
import { type Editor, type EditorEvent, visibleShape } from "../../editor/editor";
import { keysFor } from "../../editor/keymap";
import { isHole, type Shape } from "../../geometry/ring";
import { pointsIn } from "../../geometry/simplify";
import { Kbd } from "../../ui/Kbd";
import { Menu } from "../../ui/Menu";
import { KeymapContext, Keys, printed } from "./Keys";
import { useAcceptedIou } from "./origin";

export interface PanelProps {
  readonly editor: Editor;
  readonly dispatch: (event: EditorEvent) => void;
  readonly onAction: (name: string) => void;
}

/** What the chosen row opens to. */
export function ObjectCard(props: PanelProps & { readonly track: Track }) {
  const { editor } = props;
  const shape = visibleShape(editor);
  return (
    <>
      <Origin editor={editor} />
      <RingList {...props} shape={shape} />
      {editor.tool.tool === "refine" && <Refine {...props} />}
      {editor.editable && <ObjectActions {...props} />}
    </>
  );
}

function Origin({ editor }: { readonly editor: Editor }) {
  const cell =
    editor.track === null ? null : cellAt(editor.history.present, { track: editor.track, frame: editor.frame });
  const iou = useAcceptedIou(cell, editor.size);
  if (cell?.kind !== "drawn") return null;
  return (
    <div className="ringrow origin">
      <span />
      <span>{cell.from === undefined ? t`Yours` : t`Yours, edited from model`}</span>
      {iou !== null && (
        <span className="num" title={t`Overlap with the outline as it was accepted`}>
          <Trans>IoU {iou.toFixed(2)}</Trans>
        </span>
      )}
    </div>
  );
}

function RingList({ editor, dispatch, shape }: PanelProps & { readonly shape: Shape }) {
  const chosen = editor.tool.tool === "select" ? editor.tool.chosen?.ring : undefined;
  if (shape.length === 0) return null;
  return (
    <ul aria-label={t`Outlines`} className="rings">
      {namesOf(shape).map((name, index) => (
        <li key={name}>
          <button
            type="button"
            className={chosen === index ? "ringrow on" : "ringrow"}
            aria-pressed={chosen === index}
            onClick={() => dispatch({ type: "choose-ring", ring: index })}
          >
            {isHole(shape, index) ? (
              <CircleDashed className="ic s14" aria-hidden />
            ) : (
              <Spline className="ic s14" aria-hidden />
            )}
            <span>{name}</span>
            <span className="num f3">
              <Trans>{shape[index]?.length} pts</Trans>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** "Part 1", "Hole 1", "Part 2": counted apart, in the order of drawing. */
export function namesOf(shape: Shape): readonly string[] {
  let [parts, holes] = [0, 0];
  return shape.map((_, index) => (isHole(shape, index) ? t`Hole ${++holes}` : t`Part ${++parts}`));
}

/** Simplifying or smoothing with its live count; Enter takes it, Escape leaves everything as it was. */
function Refine({ editor, dispatch, onAction }: PanelProps) {
  const { tool } = editor;
  if (tool.tool !== "refine") return null;
  const [from, to] = [pointsIn(tool.before), pointsIn(tool.draft)];
  const label = tool.way === "simplify" ? t`Simplify` : t`Smooth`;
  return (
    <div className="refine">
      <label className="slide">
        <span>{label}</span>
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(tool.strength * 100)}
          aria-valuetext={t`${to} of ${from} points`}
          onChange={(event) =>
            dispatch({ type: "input", input: { type: "strength", value: Number(event.target.value) / 100 } })
          }
        />
      </label>
      <output className="num f2" aria-live="off">
        <Trans>
          {from} → {to} pts
        </Trans>
      </output>
      <div className="row">
        <button type="button" className="btn sm prim" onClick={() => onAction("finish")}>
          <Trans>Take it</Trans> <Keys of="finish" />
        </button>
        <button type="button" className="btn sm" onClick={() => onAction("cancel")}>
          <Trans>Leave it</Trans> <Keys of="cancel" />
        </button>
      </div>
    </div>
  );
}

const BUTTONS: readonly (readonly [string, string])[] = [
  ["polygon", t`Draw`],
  ["absent", t`Absent here`],
  ["hole", t`Cut hole`],
  ["start-from-neighbour", t`From neighbour`],
  ["simplify", t`Simplify`],
];
const MORE: readonly (readonly [string, string])[] = [
  ["retrace", t`Redraw a stretch`],
  ["smooth", t`Smooth`],
  ["share-border", t`Share the edge`],
  ["copy-on", t`Copy to the next keyframe`],
  ["forward", t`Bring forward`],
  ["backward", t`Send back`],
  ["delete-keyframe", t`Delete…`],
];

function ObjectActions({ editor, onAction, track }: PanelProps & { readonly track: Track }) {
  const cell = cellAt(editor.history.present, { track: track.id, frame: editor.frame });
  const labelled = (name: string, word: string) =>
    name === "polygon" && cell?.kind === "drawn"
      ? t`Add part`
      : name === "absent" && cell?.kind === "absent"
        ? t`Not absent`
        : word;
  const more = MORE.filter(([name]) => actionNamed(name)?.when(editor)).map(([name, word]) => ({
    key: name,
    text: (
      <>
        <span className="nw">{word}</span>
        <span className="sp" />
        <Keys of={name} />
      </>
    ),
    act: () => onAction(name),
  }));
  return (
    <div className="acts">
      {BUTTONS.map(([name, word]) => (
        <ActionButton key={name} name={name} label={labelled(name, word)} editor={editor} onAction={onAction} />
      ))}
      {more.length > 0 && (
        <Menu label={t`More for this object`} items={more} className="btn sm" place="more">
          <Trans>More</Trans> <ChevronDown className="ic s12" aria-hidden />
        </Menu>
      )}
    </div>
  );
}

function ActionButton(props: { name: string; label: string; editor: Editor; onAction: (name: string) => void }) {
  const { name, label, editor, onAction } = props;
  const bindings = useContext(KeymapContext);
  const action = actionNamed(name);
  if (!action) return null;
  const works = action.when(editor);
  const key = keysFor(action, bindings)[0];
  return (
    <button
      type="button"
      className={works ? "btn sm" : "btn sm is-off"}
      aria-disabled={!works}
      title={action.label}
      aria-keyshortcuts={key}
      onClick={() => works && onAction(name)}
    >
      {label} {key !== undefined && <Kbd keys={printed(key)} />}
    </button>
  );
}
