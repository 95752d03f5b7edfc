/** A caption that the server refused to store: what it said, and the ways out. */

import { CircleX } from "lucide-react";
import { captionKey, outbox, useUndecided } from "../../api/saving";
import { Icon } from "../../ui/Icon";

type NotSavedProps = {
  readonly video: number;
  /** Goes to what is wrong in the text, where the checks know it. */
  readonly onGo: (() => void) | undefined;
  /** Shows what the server holds again. */
  readonly onBack: () => void;
};

export function NotSaved({ video, onGo, onBack }: NotSavedProps) {
  const key = captionKey(video);
  const refused = useUndecided(key).find((one) => one.key === key && one.status === "refused");
  if (!refused) return null;
  const back = async () => {
    await outbox().discard(key);
    onBack();
  };
  return (
    <section className="panel cap-refused" aria-label="Not saved">
      <Icon of={CircleX} tone="bad" />
      <span>
        The last change is not saved: {refused.text}
        <span className="cap-ways">
          {onGo ? (
            <button type="button" className="lnk" onClick={onGo}>
              Go there
            </button>
          ) : null}
          <button type="button" className="lnk" onClick={() => void outbox().retry()}>
            Try again
          </button>
          <button type="button" className="lnk" onClick={() => void back()}>
            Back to what is saved
          </button>
        </span>
      </span>
    </section>
  );
}
