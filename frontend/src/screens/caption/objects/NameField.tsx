/** An object's name, typed in place: kept on Enter or when the field is left, given up on Escape. */

import { t } from "@lingui/core/macro";
import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import type { CaptionEditorHandle } from "../../../caption/CaptionEditor";
import type { CaptionObject } from "../../../caption/problem";

const LONGEST = 80;

type NameFieldProps = {
  readonly object: CaptionObject;
  readonly editable: boolean;
  readonly editor: RefObject<CaptionEditorHandle | null>;
};

export function NameField({ object: { number, name }, editable, editor }: NameFieldProps) {
  const [typed, setTyped] = useState(name);
  useEffect(() => setTyped(name), [name]);
  if (!editable) return <span className="ell">{name}</span>;
  const keep = () => {
    const next = cleaned(typed);
    setTyped(next === "" ? name : next);
    if (next !== "" && next !== name) editor.current?.rename(number, next);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") keep();
    else if (event.key === "Escape") setTyped(name);
    // What is typed here is undone by the browser; when nothing is, the caption's own history goes on.
    else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && typed === name)
      editor.current?.[event.shiftKey ? "redo" : "undo"]();
    else return;
    event.preventDefault();
  };
  return (
    <input
      className="obj-name"
      data-control="name"
      aria-label={t`Name of object ${number}`}
      value={typed}
      maxLength={LONGEST}
      spellCheck={false}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={press}
      onBlur={keep}
    />
  );
}

/** One line without what no one can see. */
function cleaned(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}
