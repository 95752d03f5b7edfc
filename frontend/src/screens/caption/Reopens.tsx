/** Over a caption that was approved before: which drawn masks its new words would open again. */

import { t } from "@lingui/core/macro";
import { Layers } from "lucide-react";
import { useConsequences } from "../../api/captions";
import { Icon } from "../../ui/Icon";
import { staleMasks } from "./objects/rewrite";

export function Reopens({ video, text }: { readonly video: number; readonly text: string }) {
  const { data } = useConsequences(video, text);
  const lines = staleMasks(data ?? []);
  if (lines.length === 0) return null;
  return (
    <p className="cap-reopens t12 warn row g6" role="status">
      <Icon of={Layers} size="s14" />
      {t`Once approved: ${lines.join("; ")}. The other objects keep their masks.`}
    </p>
  );
}
