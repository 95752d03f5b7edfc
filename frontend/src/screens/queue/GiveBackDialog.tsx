/** Why: a task given back is no longer one's own, so it is asked once; what was done stays for whoever comes next. */
import { describe } from "../../api/error";
import { useGiveUp } from "../../api/mutations";
import type { WorkCard } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { clipNumber, stepName } from "../labels";

export function GiveBackDialog({ work, onClose }: { work: WorkCard; onClose: () => void }) {
  const giveUp = useGiveUp();
  const number = clipNumber(work.clip.number);
  return (
    <Dialog title={`Give back clip ${number}, ${stepName[work.step]}?`} onClose={onClose}>
      <p className="f2">
        Others can take it then. What you did so far is kept, and whoever takes it goes on from there.
      </p>
      {giveUp.isError && (
        <p className="bad" role="alert">
          {describe(giveUp.error)}
        </p>
      )}
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          Keep it
        </Button>
        <Button
          size="sm"
          variant="primary"
          busy={giveUp.isPending}
          onClick={() => giveUp.mutate(work.id, { onSuccess: onClose })}
        >
          Give it back
        </Button>
      </div>
    </Dialog>
  );
}
