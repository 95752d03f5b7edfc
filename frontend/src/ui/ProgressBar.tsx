/** Why: how far something is, as a bar for the eye and as a number for a screen reader. */
export function ProgressBar(props: {
  label: string;
  done: number;
  total: number;
  tone?: "" | "info" | "ok" | "warn" | "bad";
  className?: string;
}) {
  const { label, done, total, tone = "", className = "" } = props;
  const percent = total > 0 ? Math.min(100, Math.max(0, (done / total) * 100)) : 0;
  return (
    <div
      className={`bar ${tone} ${className}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}
