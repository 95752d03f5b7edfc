/** Why: how long captions and clips are, how many objects and how large, after the paper's figure 3; the last bar takes all beyond. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Histogram, SplitStatistics } from "../../api/types";
import { Panel } from "../../ui/Panel";
import { count } from "../labels";
import { barsOf } from "./state";

export function Histograms({ row }: { row: SplitStatistics }) {
  return (
    <div className="release-two">
      <Bars title={t`Caption length`} unit={t`words`} mean={row.avg_caption_words} of={row.caption_words} />
      <Bars title={t`Video duration`} unit={t`seconds`} mean={row.avg_duration_s} of={row.seconds} />
      <Bars title={t`Objects in a video`} unit={t`objects`} of={row.objects} />
      <Bars title={t`Size of drawn masks`} unit={t`% of the picture`} of={row.mask_area} />
    </div>
  );
}

export function Bars(props: { title: string; unit: string; mean?: number | null; of: Histogram }) {
  const { title, unit, mean, of } = props;
  const { bin } = of;
  const { bars, place } = barsOf(of, mean ?? null);
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <Panel
      title={title}
      meta={
        <>
          <span className="sp" />
          <span className="f3 t12 num">{mean == null ? unit : t`${unit}, mean ${mean.toFixed(bin < 1 ? 3 : 1)}`}</span>
        </>
      }
    >
      <div className="bars" role="img" aria-label={told(title, unit, of, bars)}>
        {bars.map((bar) => (
          <span
            key={bar.from}
            className={bar.beyond ? "beyond" : ""}
            title={`${bar.text} ${unit}: ${count(bar.count)}`}
          >
            <i style={{ height: `${(bar.count / most) * 100}%` }} />
            <small className="num">{bar.label}</small>
          </span>
        ))}
        {place !== null && (
          <b className={place > 0.7 ? "late" : ""} style={{ left: `${place * 100}%` }}>
            <small>
              <Trans>mean</Trans>
            </small>
          </b>
        )}
      </div>
    </Panel>
  );
}

const told = (title: string, unit: string, of: Histogram, bars: ReturnType<typeof barsOf>["bars"]): string =>
  t`${title} in ${unit}, in steps of ${of.bin}: ${bars
    .filter((bar) => bar.count > 0)
    .map((bar) => `${bar.text}: ${count(bar.count)}`)
    .join(", ")}`;
