/**
 * Why: bars over days, drawn by uPlot on a canvas. A canvas says nothing to a screen reader and has no links, so the same
 * numbers stand in a table that whoever uses the chart shows beside it or instead.
 */
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "./theme";

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
  const place = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  const theme = useTheme();
  useEffect(() => {
    pick.current = onPick;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read from the page, not from a value.
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const plot = new uPlot(
      look(box, bars, height),
      [days.map(dayStart), ...bars.map(({ values }) => [...values])],
      box,
    );
    const click = () => typeof plot.cursor.idx === "number" && pick.current?.(plot.cursor.idx);
    plot.over.addEventListener("click", click);
    const resize = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }));
    resize.observe(box);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [days, bars, height, theme]);
  return <div ref={place} role="img" aria-label={label} className="chart" />;
}

/** A day as uPlot counts: seconds; its bars stand around it. */
const dayStart = (day: string): number => Date.parse(`${day}T00:00Z`) / 1000;

function look(box: HTMLElement, bars: readonly Bars[], height: number): uPlot.Options {
  const page = getComputedStyle(box);
  const colour = (name: string) => page.getPropertyValue(name).trim();
  const axis = { stroke: colour("--fg-3"), font: "11px Inter Variable, sans-serif", ticks: { show: false } };
  const series = bars.map(({ name, colour: fill }, at): uPlot.Series => {
    const paths = uPlot.paths.bars?.({ size: [0.36, 16], align: at === 0 ? -1 : 1 });
    return {
      label: name,
      fill: colour(fill),
      stroke: colour(fill),
      width: 0,
      points: { show: false },
      ...(paths && { paths }),
    };
  });
  return {
    width: box.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    scales: {
      x: { range: (_, least, most) => [least - 43_200, most + 43_200] },
      y: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: 28,
        values: (_, days) => days.map((day) => String(new Date(day * 1000).getUTCDate())),
        incrs: [86_400, 172_800, 604_800, 2_592_000],
      },
      {
        ...axis,
        grid: { stroke: colour("--viz-grid"), width: 1 },
        size: 36,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      },
    ],
    series: [{}, ...series],
  };
}
