/** Why: long lists come some at a time, and one sees where one is in them. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "../ui/Button";
import { count } from "./labels";
import "./paging.css";

export function Paging(props: { offset: number; atOnce: number; total: number; onOffset: (offset: number) => void }) {
  const { offset, atOnce, total, onOffset } = props;
  if (total <= atOnce) return null;
  return (
    <div className="row paging">
      <span className="f3 t12 num sp">
        <Trans>
          {count(offset + 1)} to {count(Math.min(offset + atOnce, total))} of {count(total)}
        </Trans>
      </span>
      <Button
        size="sm"
        blocked={offset === 0 ? t`These are the first.` : undefined}
        onClick={() => onOffset(offset - atOnce)}
      >
        <Trans>Earlier</Trans>
      </Button>
      <Button
        size="sm"
        blocked={offset + atOnce >= total ? t`These are the last.` : undefined}
        onClick={() => onOffset(offset + atOnce)}
      >
        <Trans>More</Trans>
      </Button>
    </div>
  );
}
