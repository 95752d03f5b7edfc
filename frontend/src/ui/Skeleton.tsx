/** Why: while a list loads, its place is held, so that nothing jumps when it comes. */

import { t } from "@lingui/core/macro";

export function Skeleton({ rows = 3, height = 32 }: { rows?: number; height?: number }) {
  const places = Array.from({ length: rows }, (_, place) => `place-${place}`);
  return (
    <div className="col g6" role="status" aria-label={t`Loading`}>
      {places.map((place) => (
        <span key={place} className="sk" style={{ height }} />
      ))}
    </div>
  );
}
