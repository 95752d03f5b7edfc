/** One object: its badge ties the selected words, its name is typed in place, the rest is in its menu. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Ellipsis, GripVertical } from "lucide-react";
import type { KeyboardEvent, PointerEvent, RefObject } from "react";
import type { CaptionEditorHandle } from "../../../caption/CaptionEditor";
import { ObjectBadge } from "../../../caption/ObjectBadge";
import type { CaptionObject } from "../../../caption/problem";
import type { Grounding } from "../../../caption/reading";
import type { Survey } from "../../../caption/survey";
import { Icon } from "../../../ui/Icon";
import { Kbd } from "../../../ui/Kbd";
import { Menu } from "../../../ui/Menu";
import { NameField } from "./NameField";
import type { Rewrite } from "./rewrite";

type ObjectRowProps = {
  readonly object: CaptionObject;
  readonly read: Survey;
  readonly editable: boolean;
  readonly editor: RefObject<CaptionEditorHandle | null>;
  readonly lit: boolean;
  readonly menuSide: "below" | "above";
  readonly dragged: boolean;
  readonly dropLine: boolean;
  readonly onGrip: (event: PointerEvent<HTMLElement>) => void;
  readonly onMove: (number: number, by: number) => void;
  readonly onRewrite: (rewrite: Rewrite) => void;
};

export function ObjectRow(props: ObjectRowProps) {
  const { object, read, editable, editor, onMove } = props;
  const { number } = object;
  const mentions = read.groundings.filter(({ ids }) => ids.includes(String(number)));
  const light = (on: boolean) => editor.current?.light(on ? [number] : []);
  const press = (event: KeyboardEvent<HTMLTableRowElement>) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      event.preventDefault();
      if (editable) onMove(number, by);
    } else if (neighbour(event.currentTarget, by)) event.preventDefault();
  };
  const look = [props.lit && "is-lit", props.dragged && "is-dragged", props.dropLine && "is-over"];
  return (
    <tr
      className={look.filter(Boolean).join(" ")}
      data-object={number}
      onPointerEnter={() => light(true)}
      onPointerLeave={() => light(false)}
      onFocus={() => light(true)}
      onBlur={() => light(false)}
      onKeyDown={press}
    >
      <td className="obj-id">
        <Id {...props} />
      </td>
      <td className="obj-called">
        <NameField object={object} editable={editable} editor={editor} />
      </td>
      <td>
        <Phrases mentions={mentions} read={read} editor={editor} />
      </td>
      <td className="r">{mentions.length}</td>
      <td className="obj-more">{editable ? <More {...props} /> : null}</td>
    </tr>
  );
}

/** The same kind of control in the row above or below gets the focus. */
function neighbour(row: HTMLTableRowElement, by: -1 | 1 | number): boolean {
  const kind = document.activeElement?.getAttribute("data-control");
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  const control = kind ? other?.querySelector<HTMLElement>(`[data-control="${kind}"]`) : null;
  control?.focus();
  return Boolean(control);
}

function Id({ object: { number }, editable, editor, onGrip }: ObjectRowProps) {
  if (!editable) return <ObjectBadge number={number} size="s22" />;
  return (
    <>
      <span className="obj-grip" title={t`Drag to order`} onPointerDown={onGrip}>
        <Icon of={GripVertical} size="s14" />
      </span>
      <button
        type="button"
        className="obj-badge"
        data-control="badge"
        aria-label={t`Ground the selected words as object ${number}`}
        title={t`Ground the selected words as object ${number}`}
        // The selection in the text must outlive the press.
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => editor.current?.groundAs(number)}
      >
        <ObjectBadge number={number} size="s22" silent />
      </button>
    </>
  );
}

type PhrasesProps = { readonly mentions: readonly Grounding[] } & Pick<ObjectRowProps, "read" | "editor">;

/** Each wording once; a press selects it in the text. */
function Phrases({ mentions, read, editor }: PhrasesProps) {
  const wordings = mentions.filter((one, index) => mentions.findIndex(({ text }) => text === one.text) === index);
  if (wordings.length === 0)
    return (
      <span className="warn">
        <Trans>not mentioned</Trans>
      </span>
    );
  return (
    <span className="obj-phrases">
      {wordings.map((one, index) => (
        <span key={one.text}>
          <button
            type="button"
            className={`obj-phrase ${toneOf(one, mentions, read)}`}
            onClick={() => editor.current?.select(one.phraseFrom, one.phraseTo)}
          >
            {one.text}
          </button>
          {index < wordings.length - 1 ? ", " : ""}
        </span>
      ))}
    </span>
  );
}

function toneOf({ text }: Grounding, mentions: readonly Grounding[], { problems }: Survey): string {
  const places = mentions.filter((one) => one.text === text);
  const said = problems.filter(({ from, to }) => places.some((one) => from < one.to && to > one.from));
  if (said.length === 0) return "";
  return said.some(({ severity }) => severity === "error") ? "bad" : "warn";
}

function More({ object: { number }, menuSide, onMove, onRewrite }: ObjectRowProps) {
  const keyed = (text: string, key: string) => (
    <>
      {text} <span className="sp" /> <Kbd keys={["Alt", key]} />
    </>
  );
  return (
    <Menu
      label={t`Object ${number}`}
      className="btn ghost sm icon"
      side={menuSide}
      place="obj-menu"
      items={[
        { key: "merge", text: t`Merge into…`, act: () => onRewrite({ do: "merge", number, into: undefined }) },
        { key: "renumber", text: t`Renumber…`, act: () => onRewrite({ do: "renumber", number, to: undefined }) },
        { key: "remove", text: t`Remove…`, act: () => onRewrite({ do: "remove", number }) },
        { key: "up", text: keyed(t`Move up`, "↑"), act: () => onMove(number, -1) },
        { key: "down", text: keyed(t`Move down`, "↓"), act: () => onMove(number, 1) },
      ]}
    >
      <span className="sr">{t`More about object ${number}`}</span>
      <Icon of={Ellipsis} size="s14" />
    </Menu>
  );
}
