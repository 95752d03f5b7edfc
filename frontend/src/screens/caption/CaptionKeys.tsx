/** Every key of the caption page in one place. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";

type Group = { readonly name: string; readonly keys: readonly (readonly [string, readonly string[]])[] };

const GROUPS: readonly Group[] = [
  {
    name: t`While typing`,
    keys: [
      ["Ground the selected words", ["1–9", "0"]],
      ["Ground the word at the caret", ["Alt", "1–9", "0"]],
      ["Ground a crowd", ["Alt", "Shift", "?"]],
      ["Remove grounding", ["Ctrl", "⌫"]],
      ["Chips or raw", ["Ctrl", "/"]],
      ["Insert the time of mention", ["Ctrl", "."]],
      ["Next, previous problem", ["F8", "Shift F8"]],
      ["Ask for the model's draft, then use it", ["Alt", "M"]],
      ["Dismiss the model's draft", ["Alt", "Shift", "M"]],
      ["To the objects", ["Alt", "O"]],
    ],
  },
  {
    name: t`Clip, also while typing`,
    keys: [
      ["Play or pause", ["Ctrl", "Space"]],
      ["Frame back, on", ["Alt", "←", "→"]],
      ["10 frames back, on", ["Alt", "Shift", "← →"]],
      ["Loop the range", ["Ctrl", "L"]],
      ["Loop starts, ends here", ["Alt", "[", "]"]],
      ["Choose the range on the film", ["Shift", "drag"]],
      ["Slower, faster", ["Alt", ",", "."]],
    ],
  },
  {
    name: t`Objects`,
    keys: [
      ["Move up, down", ["Alt", "↑", "↓"]],
      ["Row above, below", ["↑", "↓"]],
      ["Keep the name", ["Enter"]],
    ],
  },
  {
    name: t`Everywhere`,
    keys: [
      ["Next, previous part of the page", ["F6", "Shift F6"]],
      ["Undo", ["Ctrl", "Z"]],
      ["Redo", ["Ctrl", "Shift", "Z"]],
      ["Submit for review", ["Ctrl", "↵"]],
      ["These keys, outside text", ["?"]],
    ],
  },
];

export function CaptionKeys({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog wide title={t`Keys`} onClose={onClose}>
      <div className="cap-keys">
        {GROUPS.map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h3>{group.name}</h3>
            <dl>
              {group.keys.map(([text, keys]) => (
                <div key={text}>
                  <dt>{text}</dt>
                  <dd>
                    {/* To a screen reader these are text: nothing else on the page says them. */}
                    <span className="sr">{keys.join(" ")}</span>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="dlg-foot">
        <span className="sp" />
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
