/** What stands in a tag: an object's digit, or the sign for a crowd. */

import { t } from "@lingui/core/macro";
import { ObjectBadge } from "./ObjectBadge";

export function IdBadge({ id }: { readonly id: string }) {
  if (id !== "?") return <ObjectBadge number={Number(id)} size="s14" />;
  return (
    <span className="ob s14 crowd" role="img" aria-label={t`crowd`}>
      ?
    </span>
  );
}
