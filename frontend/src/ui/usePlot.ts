/** Why: every chart over days has the same axes, follows the theme and its own width, and says which day was clicked. */
import { type RefObject, useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "./theme";

export interface Look {
  /** The value of a custom property of the theme, such as --viz-1. */
  readonly colour: (name: string) => string;
}

export interface Drawing {
  readonly series: uPlot.Series[];
  /** One list a series, one value a day. */
  readonly values: (number | null)[][];
  readonly more?: Pick<uPlot.Options, "bands" | "hooks">;
}

/** Draw on the element that gets the answer. `days` and `draw` must stay the same values while nothing changed. */
export function usePlot(props: {
  /** Days as YYYY-MM-DD. */
  days: readonly string[];
  height: number;
  draw: (look: Look) => Drawing;
  /** Called with the place of the day that was clicked. */
  onPick?: ((day: number) => void) | undefined;
}): RefObject<HTMLDivElement | null> {
  const { days, height, draw, onPick } = props;
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
    const page = getComputedStyle(box);
    const look = { colour: (name: string) => page.getPropertyValue(name).trim() };
    const { series, values, more } = draw(look);
    const plot = new uPlot(
      { ...axesOf(look, box.clientWidth, height), ...more, series: [{}, ...series] },
      [days.map(dayStart), ...values],
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
  }, [days, draw, height, theme]);
  return place;
}

/** A day as uPlot counts: seconds; what belongs to it stands around it. */
const dayStart = (day: string): number => Date.parse(`${day}T00:00Z`) / 1000;

function axesOf({ colour }: Look, width: number, height: number): Omit<uPlot.Options, "series"> {
  const axis = { stroke: colour("--fg-3"), font: "11px Inter Variable, sans-serif", ticks: { show: false } };
  return {
    width,
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
  };
}
