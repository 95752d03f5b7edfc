/**
 * Why: a median over days with its quartiles behind it, beside a fixed number that it is held against: dashed, as every
 * reference. What the canvas shows stands as text and in a table beside it.
 */
import { t } from "@lingui/core/macro";
import { useCallback } from "react";
import type uPlot from "uplot";
import { type Drawing, type Look, usePlot } from "./usePlot";

interface Medians {
  readonly median: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

interface Reference {
  readonly value: number;
  /** What stands at its line. */
  readonly text: string;
}

export function Trend(props: {
  /** What the chart shows, in a sentence. */
  label: string;
  /** Days as YYYY-MM-DD, one for each value. */
  days: readonly string[];
  medians: Medians;
  reference: Reference | null;
  height: number;
  /** Called with the place of the day that was clicked. */
  onPick?: (day: number) => void;
}) {
  const { label, days, medians, reference, height, onPick } = props;
  const draw = useCallback((look: Look) => drawing(look, medians, reference), [medians, reference]);
  const place = usePlot({ days, height, draw, onPick });
  return <div ref={place} role="img" aria-label={label} className="chart" />;
}

const hidden = { points: { show: false }, spanGaps: true } as const;

function drawing({ colour }: Look, { median, low, high }: Medians, reference: Reference | null): Drawing {
  const line = colour("--fg-1");
  const edge = { ...hidden, stroke: "transparent", width: 0 };
  return {
    series: [
      { label: t`first quartile`, ...edge },
      { label: t`third quartile`, ...edge },
      { label: t`median`, ...hidden, points: { show: true, size: 4, fill: line }, stroke: line, width: 1.5 },
      { label: t`reference`, ...hidden, stroke: colour("--fg-2"), width: 1, dash: [4, 3] },
    ],
    values: [[...low], [...high], [...median], median.map(() => reference?.value ?? null)],
    more: {
      bands: [{ series: [2, 1], fill: colour("--bg-4") }],
      hooks: { draw: [(plot) => reference && write(plot, reference, colour("--fg-2"))] },
    },
  };
}

/** The reference's words, over the right end of its line. */
function write(plot: uPlot, { value, text }: Reference, colour: string): void {
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colour;
  ctx.font = `${11 * ratio}px Inter Variable, sans-serif`;
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(text, bbox.left + bbox.width - 4 * ratio, plot.valToPos(value, "y", true) - 3 * ratio);
  ctx.restore();
}
