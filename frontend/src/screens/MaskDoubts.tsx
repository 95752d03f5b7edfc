/** Why: what looks wrong about drawn masks is listed before anybody looks, each with the frame to look at. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { TriangleAlert } from "lucide-react";
import { useDoubts } from "../api/quality";
import type { Doubt } from "../api/types";
import { Icon } from "../ui/Icon";
import { frameClock } from "./labels";
import "./mask-doubts.css";

/** Nothing is shown while there is no doubt, and none keeps a verdict from being given. */
export function MaskDoubts({ video, onGo }: { readonly video: number; readonly onGo: (frame: number) => void }) {
  const doubts = useDoubts(video).data?.doubts ?? [];
  if (doubts.length === 0) return null;
  return (
    <section className="mask-doubts" aria-label={t`Doubts about the keyframes`}>
      <div className="sec-h">
        <Trans>Doubts about the keyframes</Trans>
        <span className="sp" />
        <span className="pill warn">{doubts.length}</span>
      </div>
      {doubts.map((doubt) => (
        <button
          key={`${doubt.check} ${doubt.frame} ${doubt.number} ${doubt.other}`}
          type="button"
          onClick={() => onGo(doubt.frame)}
        >
          <Icon of={TriangleAlert} size="s14" tone="warn" />
          <span>{said(doubt)}</span>
          <span className="f3 num">{frameClock(doubt.frame)}</span>
        </button>
      ))}
    </section>
  );
}

function said({ check, number, other }: Doubt): string {
  switch (check) {
    case "area_jump":
      return t`Object ${number} is of another size than before and after`;
    case "off_path":
      return t`Object ${number} lies far from its path`;
    case "exchanged":
      return t`Objects ${number} and ${other ?? ""} may have changed places`;
    case "gap":
      return t`Object ${number} is absent between two keyframes that show it`;
    case "overlap":
      return t`Objects ${number} and ${other ?? ""} share a good part of their pixels`;
  }
}
