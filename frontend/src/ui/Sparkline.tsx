/** Why: whether something goes up or down, in the room of a word; whoever cannot see it is told the numbers. */

const WIDTH = 56;
const HEIGHT = 16;
/** Room for half of the line's width. */
const EDGE = 1;

export function Sparkline({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  return (
    <svg className="sparkline" role="img" aria-label={label} width={WIDTH} height={HEIGHT}>
      <polyline points={points(values)} />
    </svg>
  );
}

/** The line's corners: from nothing at the bottom to the most at the top, however many values there are. */
export function points(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  const across = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1);
  return values
    .map((value, at) => {
      const y = HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE);
      return `${(EDGE + at * across).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}
