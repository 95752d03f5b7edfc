/**
 * Why: how measures go over the steps of something long: lines from zero up, each named in a legend with where it ends.
 * The lines stretch with the page while words keep their size, so that both stay sharp at every width.
 */
import "./curves.css";

export interface CurveLine {
  readonly name: string;
  /** As `at` has places; null is a gap. */
  readonly values: readonly (number | null)[];
}

interface CurvesProps {
  /** What is shown, in a sentence. */
  readonly label: string;
  /** Where on the way each value stands, from 0 to `end`. */
  readonly at: readonly number[];
  readonly end: number;
  readonly lines: readonly CurveLine[];
  /** The highest value of the axis; from the values themselves unless given. */
  readonly top?: number;
  /** Of the drawing, in pixels. */
  readonly height: number;
}

/** The drawing's own units, which are stretched to its place. */
const WIDE = 1000;
const HIGH = 100;

export function Curves({ label, at, end, lines, height, ...rest }: CurvesProps) {
  const top = rest.top ?? topOf(lines.flatMap(({ values }) => values));
  const ticks = ticksOf(top, height);
  return (
    <figure className="curves num">
      <figcaption className="curves-key">
        {lines.map(({ name, values }, place) => (
          <span key={name}>
            <i className={`curves-${(place % 4) + 1}`} />
            {name} <b>{shown(values.findLast((value) => value !== null) ?? null)}</b>
          </span>
        ))}
      </figcaption>
      <div className="curves-plot" style={{ height }}>
        {ticks.map((tick) => (
          <span key={tick} className="f3" style={{ bottom: `${(tick / top) * 100}%` }} aria-hidden="true">
            {tick}
          </span>
        ))}
        <svg viewBox={`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" role="img" aria-label={label}>
          {ticks.map((tick) => (
            <path key={tick} className="grid" d={`M0 ${high(tick, top)}H${WIDE}`} />
          ))}
          {lines.map(({ name, values }, place) => (
            <path key={name} className={`curves-${(place % 4) + 1}`} d={pathOf(at, values, end, top)} />
          ))}
        </svg>
      </div>
    </figure>
  );
}

/** A path through the values, begun anew after each gap; a lone value is a dot. */
export function pathOf(at: readonly number[], values: readonly (number | null)[], end: number, top: number): string {
  return values
    .map((value, place) => {
      if (value === null) return "";
      const to = `${(((at[place] ?? 0) / Math.max(end, 1)) * WIDE).toFixed(1)} ${high(value, top)}`;
      const begins = (values[place - 1] ?? null) === null;
      const alone = begins && (values[place + 1] ?? null) === null;
      return `${begins ? "M" : "L"}${to}${alone ? "h0" : ""}`;
    })
    .join("");
}

/** The least round number that no value is above. */
export function topOf(values: readonly (number | null)[]): number {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 4, 6, 8, 10].find((one) => one * power >= most) ?? 10;
  return Number((step * power).toPrecision(1));
}

/** Where the axis is marked: its ends, its middle, and its quarters where they have room. */
function ticksOf(top: number, height: number): readonly number[] {
  const shares = height < 80 ? [0, 1] : [0, 0.25, 0.5, 0.75, 1];
  return shares.map((share) => Number((share * top).toPrecision(3)));
}

function high(value: number, top: number): string {
  return (HIGH - (Math.min(value, top) / top) * HIGH).toFixed(1);
}

const shown = (value: number | null): string => (value === null ? "–" : value.toFixed(value < 0.1 ? 3 : 2));
