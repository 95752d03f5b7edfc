/** Why: how many clips are selected, and what can be done with them, stands where the list ends. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CalendarClock, Flag, Layers, type LucideIcon, UserRound, X } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import type { VideoFilter } from "../../api/library";
import { fetchSelection } from "../../api/planning";
import { useVideos } from "../../api/queries";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/Toast";
import { PlanDialog } from "../PlanDialog";
import type { PlanKind } from "../planning";
import { NOBODY, type Selection, whole } from "./selection";

const KINDS: readonly (readonly [PlanKind, string, LucideIcon])[] = [
  ["person", t`Assign to…`, UserRound],
  ["priority", t`Priority…`, Flag],
  ["deadline", t`Deadline…`, CalendarClock],
  ["batch", t`Batch…`, Layers],
];

export function SelectionBar(props: {
  slug: string;
  filter: VideoFilter;
  selection: Selection;
  onSelection: (selection: Selection) => void;
}) {
  const { slug, filter, selection, onSelection } = props;
  const [kind, setKind] = useState<PlanKind | null>(null);
  const [fetching, setFetching] = useState(false);
  const all = useVideos(slug, filter).data?.pages[0]?.count ?? 0;
  const selectAll = async () => {
    setFetching(true);
    try {
      onSelection(whole(await fetchSelection(slug, filter)));
    } catch (failure) {
      toast(describe(failure), "failed");
    } finally {
      setFetching(false);
    }
  };
  return (
    <section className="selection" aria-label={t`Selected clips`}>
      <span
        className="med num nw"
        role="status"
      >{t`${plural(selection.ids.size, { one: "# clip", other: "# clips" })} selected`}</span>
      {all > selection.ids.size && (
        <Button size="sm" variant="ghost" busy={fetching} onClick={selectAll}>
          {t`Select all ${plural(all, { one: "# clip", other: "# clips" })} that match`}
        </Button>
      )}
      <span className="sp" />
      {KINDS.map(([each, text, icon]) => (
        <Button key={each} size="sm" icon={icon} onClick={() => setKind(each)}>
          {text}
        </Button>
      ))}
      <Button size="sm" variant="ghost" icon={X} keys={["Esc"]} onClick={() => onSelection(NOBODY)}>
        <Trans>Clear</Trans>
      </Button>
      {kind && <PlanDialog slug={slug} videos={[...selection.ids]} kind={kind} onClose={() => setKind(null)} />}
    </section>
  );
}
