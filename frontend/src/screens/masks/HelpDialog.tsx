/** The keys, made from the table of actions: what is listed works. */

import { actions } from "../../editor/actions";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";

const GROUPS = ["Everywhere", "Keyframes", "Objects", "Drawing", "View"] as const;
const GESTURES: readonly (readonly [string, readonly string[]])[] = [
  ["Insert a point: drag a midpoint or an edge", []],
  ["Delete a point", ["Alt", "click"]],
  ["Take back a point: right click", []],
  ["Zoom at the pointer: wheel", []],
];
const MORE: readonly (readonly [string, readonly string[]])[] = [
  ["Submit", ["Ctrl", "↵"]],
  ["Next finding", ["F8"]],
  ["These keys", ["?"]],
];

/** All keys and gestures of the screen. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" wide onClose={onClose}>
      <div className="help-keys">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            {actions
              .filter((action) => action.group === group && !/^(object-[2-90]|nudge-(?!left-1$))/.test(action.name))
              .map((action) => (
                <Line key={action.name} label={shortLabel(action.name, action.label)} keys={keysOf(action.keys[0])} />
              ))}
            {group === "Everywhere" && MORE.map(([label, keys]) => <Line key={label} label={label} keys={keys} />)}
            {group === "Drawing" && GESTURES.map(([label, keys]) => <Line key={label} label={label} keys={keys} />)}
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Line({ label, keys }: { label: string; keys: readonly string[] }) {
  return (
    <div>
      <span>{label}</span>
      <Kbd keys={keys} />
    </div>
  );
}

function shortLabel(name: string, label: string): string {
  if (name === "object-1") return "Object n (the tenth is 0)";
  if (name.startsWith("nudge")) return "Nudge by 1 px, with Shift by 10";
  return label;
}

const SIGNS: Readonly<Record<string, string>> = { ArrowLeft: "←↑↓→", Escape: "Esc", Delete: "Del" };

function keysOf(combination = ""): readonly string[] {
  const parts = combination === "+" ? ["+"] : combination.split("+");
  return parts.map((part) => (part === "1" ? "1…0" : (SIGNS[part] ?? part)));
}
