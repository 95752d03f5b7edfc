/** Where the machine is least sure in a clip's masks: how sure, of which object and when; it leads there. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { WorkCard } from "../api/types";
import { ObjectBadge } from "../caption/ObjectBadge";
import { tenthLabel } from "../player/frames";
import { TRUST_LINE } from "../player/trust";
import "./least-trust.css";

export function LeastTrust({ work }: { readonly work: WorkCard }) {
  const { trust } = work;
  if (!trust) return null;
  const { number, frame, cycle } = trust;
  const why = cycle === null ? "" : t` The left keyframe alone reaches the right one at ${cycle.toFixed(2)}.`;
  return (
    <Link
      to="/work/$work"
      params={{ work: String(work.id) }}
      search={{ frame, object: number }}
      className="least row g6 num nw"
      title={t`Mean trust of its worst second ${trust.trust.toFixed(2)}, least ${trust.least.toFixed(2)}.${why}`}
    >
      <span className={trust.trust < TRUST_LINE ? "warn med" : "f2 med"}>
        <span className="sr">
          <Trans>Trust</Trans>{" "}
        </span>
        {trust.trust.toFixed(2)}
      </span>
      <ObjectBadge number={number} size="s14" />
      <span className="f3">
        <Trans>at {tenthLabel(frame)}</Trans>
      </span>
    </Link>
  );
}

/** The picture of where the machine is least sure; the clip's own where nothing is measured. */
export function pictureOf({ clip, trust }: WorkCard): string {
  if (!trust) return clip.thumbnail;
  return clip.thumbnail.replace(/thumbnail\.jpg$/, `stills/${String(trust.frame).padStart(5, "0")}.jpg`);
}
