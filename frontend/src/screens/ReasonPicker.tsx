/** Why something is returned: the project's reasons as switches, each on its digit. */

import { Trans } from "@lingui/react/macro";
import { Check } from "lucide-react";
import type { Reason } from "../api/types";
import { Button } from "../ui/Button";
import { useHotkeys } from "../ui/hotkeys";

type ReasonPickerProps = {
  readonly reasons: readonly Reason[];
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (code: string) => void;
};

export function ReasonPicker({ reasons, chosen, onToggle }: ReasonPickerProps) {
  const digits = reasons.slice(0, 9).map(({ code }, index) => [String(index + 1), () => onToggle(code)] as const);
  useHotkeys(Object.fromEntries(digits));
  return (
    <fieldset className="reasons">
      <legend className="sr">
        <Trans>Reasons</Trans>
      </legend>
      {reasons.map(({ code, text }, index) => (
        <Button
          key={code}
          size="sm"
          className={chosen.has(code) ? "on" : ""}
          aria-pressed={chosen.has(code)}
          {...(chosen.has(code) ? { icon: Check } : {})}
          {...(index < 9 ? { keys: [String(index + 1)] } : {})}
          onClick={() => onToggle(code)}
        >
          {text}
        </Button>
      ))}
    </fieldset>
  );
}
