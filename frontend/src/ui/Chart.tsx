/**
 * Why: bars over days, drawn by uPlot on a canvas. A canvas says nothing to a screen reader and has no links, so the same
 * numbers stand in a table that whoever uses the chart shows beside it or instead.
 */
import { useCallback } from "react";
import uPlot from "uplot";
import { type Look, usePlot } from "./usePlot";

export interface Bars {
  readonly name: string;
  /** A custom property of the theme, such as --viz-1. */
  readonly colour: string;
  readonly values: readonly number[];
}

export function Chart(props: {
  /** What the chart shows, in a sentence. */
  label: string;
  /** Days as YYYY-MM-DD, one for each value. */
  days: readonly string[];
  bars: readonly Bars[];
  height: number;
  /** Called with the place of the day that was clicked. */
  onPick?: (day: number) => void;
}) {
  const { label, days, bars, height, onPick } = props;
  const draw = useCallback((look: Look) => ({ series: bars.map(seriesOf(look)), values: bars.map(valuesOf) }), [bars]);
  const place = usePlot({ days, height, draw, onPick });
  return <div ref={place} role="img" aria-label={label} className="chart" />;
}

const valuesOf = ({ values }: Bars): number[] => [...values];

const seriesOf =
  ({ colour }: Look) =>
  ({ name, colour: fill }: Bars, at: number): uPlot.Series => {
    const paths = uPlot.paths.bars?.({ size: [0.36, 16], align: at === 0 ? -1 : 1 });
    return {
      label: name,
      fill: colour(fill),
      stroke: colour(fill),
      width: 0,
      points: { show: false },
      ...(paths && { paths }),
    };
  };
