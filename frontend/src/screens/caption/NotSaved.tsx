/** A caption that the server refused to store: what it said, and the ways out. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
    <section className="panel cap-refused" aria-label={t`Not saved`}>
      <Icon of={CircleX} tone="bad" />
      <span>
        <Trans>The last change is not saved: {refused.text}</Trans>
        <span className="cap-ways">
          {onGo ? (
            <button type="button" className="lnk" onClick={onGo}>
              <Trans>Go there</Trans>
            </button>
          ) : null}
          <button type="button" className="lnk" onClick={() => void outbox().retry()}>
            <Trans>Try again</Trans>
          </button>
          <button type="button" className="lnk" onClick={() => void back()}>
            <Trans>Back to what is saved</Trans>
          </button>
        </span>
      </span>
    </section>
  );
}
