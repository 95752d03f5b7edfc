/** The order in which an inspector takes what waits, as this person chose it, and cards put in it. */

import { useState } from "react";
import type { ReviewOrder } from "../api/queries";
import type { WorkCard } from "../api/types";

const KEPT = "tether-review-order";

/** What waits, in that order; of what no machine has measured (captions among it) the longest waiting comes first. */
export function inOrder(works: readonly WorkCard[], order: ReviewOrder): readonly WorkCard[] {
  const age = (a: WorkCard, b: WorkCard) => a.changed.localeCompare(b.changed) || a.id - b.id;
  if (order === "oldest") return works.toSorted(age);
  const trust = ({ trust: least }: WorkCard) => least?.trust ?? Number.POSITIVE_INFINITY;
  return works.toSorted((a, b) => {
    const [one, other] = [trust(a), trust(b)];
    return one === other ? age(a, b) : one - other;
  });
}

/** The order that this person chose last on this computer. */
export function useReviewOrder(): readonly [ReviewOrder, (order: ReviewOrder) => void] {
  const [order, setOrder] = useState<ReviewOrder>(() =>
    window.localStorage.getItem(KEPT) === "oldest" ? "oldest" : "trust",
  );
  const keep = (next: ReviewOrder) => {
    window.localStorage.setItem(KEPT, next);
    setOrder(next);
  };
  return [order, keep];
}
