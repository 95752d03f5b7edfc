/**
 * The keys, made from the table of actions: what is listed works. Each can be bound anew by pressing other keys; a
 * combination that something else answers to is shown before it is taken away. They are kept for the person, not the
 * computer.
 */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useContext, useEffect, useState } from "react";
import { describe } from "../../api/error";
import { useSaveKeymap } from "../../api/keymap";
import { type Action, actions } from "../../editor/actions";
import { type Bindings, combinationOf, keysFor } from "../../editor/keymap";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import { KeymapContext, printed } from "./Keys";
import { bound, holdersOf, refusalOf, unbound } from "./keymap";

const GROUPS: Readonly<Record<Action["group"], string>> = {
  Everywhere: t`Everywhere`,
  Keyframes: t`Keyframes`,
  Objects: t`Objects`,
  Drawing: t`Drawing`,
  Suggestions: t`Suggestions`,
  View: t`View`,
};
const groups = Object.keys(GROUPS) as readonly Action["group"][];
/** What cannot be bound anew, by the group that it belongs to. */
const FIXED: readonly (readonly [Action["group"], string, readonly string[]])[] = [
  ["Everywhere", t`Submit for review`, ["Ctrl", "↵"]],
  ["Everywhere", t`Next finding`, ["F8"]],
  ["Everywhere", t`Ask the captioner`, ["W"]],
  ["Everywhere", t`These keys`, ["?"]],
  ["Keyframes", t`Preview what is computed to the next keyframe`, ["Ctrl", "E"]],
  ["Keyframes", t`Play or stop the clip`, ["Shift", "P"]],
  ["Keyframes", t`Next dip of trust`, ["Shift", "M"]],
  ["Keyframes", t`Cells or trust`, ["Shift", "T"]],
  ["Drawing", t`Trace an outline: press and drag`, []],
  ["Drawing", t`Insert a point: drag a midpoint or an edge`, []],
  ["Drawing", t`Delete a point`, ["Alt", t`click`]],
  ["Drawing", t`Choose the points in a box`, ["Shift", t`drag`]],
  ["Drawing", t`Take back a point: right click`, []],
  ["Suggestions", t`Have the model draft all objects`, ["Shift", "G"]],
  ["Suggestions", t`This is not the object`, ["Alt", t`click`]],
  ["View", t`Zoom at the pointer: wheel`, []],
  ["View", t`Pan: middle button, or hold`, ["Space"]],
];

/** All keys and gestures of the screen. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const bindings = useContext(KeymapContext);
  const { mutate, error } = useSaveKeymap();
  const [search, setSearch] = useState("");
  const [asked, setAsked] = useState<Action | null>(null);
  const changed = Object.keys(bindings).length > 0;
  const wanted = search.trim().toLowerCase();
  const save = (next: Bindings) => {
    setAsked(null);
    mutate(next);
  };
  return (
    <Dialog title={t`Keys`} wide onClose={asked ? () => setAsked(null) : onClose}>
      <Tools search={search} onSearch={setSearch} onReset={changed ? () => save({}) : undefined} onClose={onClose} />
      {error && (
        <p className="bad t12" role="alert">
          <Trans>Your keys were not kept: {describe(error)}</Trans>
        </p>
      )}
      {asked && (
        <Capture key={asked.name} action={asked} bindings={bindings} onSave={save} onLeave={() => setAsked(null)} />
      )}
      <div className="help-keys">
        {groups.map((group) => (
          <Group key={group} group={group} wanted={wanted} bindings={bindings} onAsk={setAsked} onSave={save} />
        ))}
      </div>
    </Dialog>
  );
}

function Tools(props: {
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly onReset: (() => void) | undefined;
  readonly onClose: () => void;
}) {
  return (
    <div className="row">
      <input
        className="txt keys-search"
        type="search"
        placeholder={t`Search an action or a key`}
        aria-label={t`Search an action or a key`}
        value={props.search}
        onChange={(event) => props.onSearch(event.target.value)}
      />
      <span className="sp" />
      {props.onReset && (
        <Button size="sm" onClick={props.onReset}>
          <Trans>All as they were</Trans>
        </Button>
      )}
      <Button size="sm" keys={["Esc"]} onClick={props.onClose}>
        <Trans>Close</Trans>
      </Button>
    </div>
  );
}

/** The lines of one group that hold what is searched; nothing when none does. */
function Group(props: Omit<LineProps, "action"> & { readonly group: Action["group"]; readonly wanted: string }) {
  const { group, wanted, ...line } = props;
  const shows = (label: string, keys: readonly string[]) =>
    wanted === "" || label.toLowerCase().includes(wanted) || keys.some((key) => key.toLowerCase() === wanted);
  const own = actions
    .filter((action) => action.group === group && isListed(action.name))
    .filter((action) => shows(labelOf(action), keysFor(action, line.bindings)));
  const fixed = FIXED.filter(([of, label, keys]) => of === group && shows(label, keys));
  if (own.length + fixed.length === 0) return null;
  return (
    <section>
      <h3>{GROUPS[group]}</h3>
      {own.map((action) => (
        <Line key={action.name} action={action} {...line} />
      ))}
      {fixed.map(([, label, keys]) => (
        <div key={label} className="line">
          <span>{label}</span>
          <Kbd keys={keys} />
        </div>
      ))}
    </section>
  );
}

/** Of what comes in tens, one line speaks for all. */
function isListed(name: string): boolean {
  return !/^(object-[2-90]|nudge-(?!left-1$))/.test(name);
}

function isOneOfMany(name: string): boolean {
  return /^(object-|nudge-)/.test(name);
}

function labelOf({ name, label }: Action): string {
  if (name === "object-1") return t`Object 1 to 9, the tenth is 0`;
  if (name.startsWith("nudge")) return t`Nudge by 1 px, with Shift by 10, with Ctrl by 100`;
  return label;
}

interface LineProps {
  readonly action: Action;
  readonly bindings: Bindings;
  readonly onAsk: (action: Action) => void;
  readonly onSave: (bindings: Bindings) => void;
}

function Line({ action, bindings, onAsk, onSave }: LineProps) {
  const label = labelOf(action);
  if (isOneOfMany(action.name)) {
    const keys = action.name === "object-1" ? ["1", "…", "0"] : ["←", "↑", "↓", "→"];
    return (
      <div className="line">
        <span>{label}</span>
        <Kbd keys={keys} />
      </div>
    );
  }
  const keys = keysFor(action, bindings);
  return (
    <div className="line">
      <span>{label}</span>
      {action.name in bindings && (
        <button type="button" className="lnk t11" onClick={() => onSave(unbound(bindings, action.name))}>
          <Trans>Reset</Trans>
          <span className="sr">
            {" "}
            <Trans>the keys of: {label}</Trans>
          </span>
        </button>
      )}
      <button type="button" className="rebind" title={t`Press other keys for this`} onClick={() => onAsk(action)}>
        {keys.map((key) => (
          <Kbd key={key} keys={printed(key)} />
        ))}
        {keys.length === 0 && (
          <span className="f3 t11">
            <Trans>no key</Trans>
          </span>
        )}
        <span className="sr">
          <Trans>Change the keys of: {label}</Trans>
        </span>
      </button>
    </div>
  );
}

interface CaptureProps {
  readonly action: Action;
  readonly bindings: Bindings;
  readonly onSave: (bindings: Bindings) => void;
  readonly onLeave: () => void;
}

const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph"]);

/** Waits for the next press; while it does, no key means anything else. Escape leaves, and so is never bound here. */
function Capture({ action, bindings, onSave, onLeave }: CaptureProps) {
  const [pressed, setPressed] = useState<string | null>(null);
  const refusal = pressed === null ? null : refusalOf(pressed);
  const holders = pressed === null || refusal ? [] : holdersOf(pressed, action.name, bindings);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (MODIFIERS.has(event.key) || isAnswer(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") return onLeave();
      const held = { ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey };
      setPressed(combinationOf({ key: event.key, code: event.code, ...held }));
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [onLeave]);
  return (
    <div className="capture" role="status">
      <span className="f1">{labelOf(action)}:</span>
      {pressed === null ? (
        <span>
          <Trans>press the keys that you want</Trans>
        </span>
      ) : (
        <Kbd keys={printed(pressed)} />
      )}
      {refusal && <span className="warn">{refusal}</span>}
      {holders.length > 0 && (
        <span className="warn">
          <Trans>That is “{holders.map(labelOf).join("” and “")}” now, and would be taken from there.</Trans>
        </span>
      )}
      <span className="sp" />
      {pressed !== null && !refusal && (
        <Button data-answer size="sm" variant="primary" onClick={() => onSave(bound(bindings, action.name, pressed))}>
          {holders.length > 0 ? t`Take it` : t`Use it`}
        </Button>
      )}
      <Button data-answer size="sm" keys={["Esc"]} onClick={onLeave}>
        <Trans>Leave it</Trans>
      </Button>
    </div>
  );
}

/** Enter and Tab belong to the two answers once the focus is on one of them. */
function isAnswer(event: KeyboardEvent): boolean {
  const on = event.target instanceof HTMLElement && event.target.closest("[data-answer]") !== null;
  return on && ["Enter", " ", "Tab"].includes(event.key);
}
