/** Why: all models, newest first, with what each learned from and whether it drafts. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Checkpoint } from "../../api/types";
import { Pill } from "../../ui/Pill";
import { when } from "../labels";
import { looks } from "./state";

export function CheckpointList(props: {
  readonly checkpoints: readonly Checkpoint[];
  readonly selected: number;
  readonly onSelect: (id: number) => void;
}) {
  return (
    <nav className="model-list" aria-label={t`All models`}>
      {props.checkpoints.map((checkpoint) => {
        const { text, tone, icon } = looks[checkpoint.state];
        return (
          <button
            type="button"
            key={checkpoint.id}
            className={checkpoint.id === props.selected ? "on" : ""}
            aria-current={checkpoint.id === props.selected || undefined}
            onClick={() => props.onSelect(checkpoint.id)}
          >
            <span className="row">
              <b className="ell">{checkpoint.name}</b>
              <span className="sp" />
              <Pill tone={tone} icon={icon}>
                {text}
              </Pill>
            </span>
            <span className="f3 t12 num">
              <Trans>
                {checkpoint.release} train, {when(checkpoint.changed)}
              </Trans>
            </span>
          </button>
        );
      })}
    </nav>
  );
}
