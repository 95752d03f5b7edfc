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
      [t`Ground the selected words`, ["1–9", "0"]],
      [t`Ground the word at the caret`, ["Alt", "1–9", "0"]],
      [t`Ground a crowd`, ["Alt", "Shift", "?"]],
      [t`Remove grounding`, ["Ctrl", "⌫"]],
      [t`Chips or raw`, ["Ctrl", "/"]],
      [t`Insert the time of mention`, ["Ctrl", "."]],
      [t`Next, previous problem`, ["F8", "Shift F8"]],
      [t`Ask for the model's draft, then use it`, ["Alt", "M"]],
      [t`Dismiss the model's draft`, ["Alt", "Shift", "M"]],
      [t`To the objects`, ["Alt", "O"]],
    ],
  },
  {
    name: t`Clip, also while typing`,
    keys: [
      [t`Play or pause`, ["Ctrl", "Space"]],
      [t`Frame back, on`, ["Alt", "←", "→"]],
      [t`10 frames back, on`, ["Alt", "Shift", "← →"]],
      [t`Loop the range`, ["Ctrl", "L"]],
      [t`Loop starts, ends here`, ["Alt", "[", "]"]],
      [t`Choose the range on the film`, ["Shift", t`drag`]],
      [t`Slower, faster`, ["Alt", ",", "."]],
    ],
  },
  {
    name: t`Objects`,
    keys: [
      [t`Move up, down`, ["Alt", "↑", "↓"]],
      [t`Row above, below`, ["↑", "↓"]],
      [t`Keep the name`, ["Enter"]],
    ],
  },
  {
    name: t`Everywhere`,
    keys: [
      [t`Next, previous part of the page`, ["F6", "Shift F6"]],
      [t`Undo`, ["Ctrl", "Z"]],
      [t`Redo`, ["Ctrl", "Shift", "Z"]],
      [t`Submit for review`, ["Ctrl", "↵"]],
      [t`These keys, outside text`, ["?"]],
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
